import { Anchor, Button, Group, Loader, Text } from '@mantine/core';
import { useHotkeys, useMediaQuery } from '@mantine/hooks';
import { IconArrowLeft, IconChecks } from '@tabler/icons-react';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { PageHeader } from '@/parts/page/PageHeader';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import classes from './ApprovalsPage.module.css';
import { Queue } from './Queue';
import { useInReview, usePending } from './queries';
import { Reading } from './Reading';

/** The queue, and what is at its head or was chosen of it; a phone shows one of the two. */
export default function ApprovalsPage() {
  const { campaignId } = useParams({ strict: false }) as { campaignId?: string };
  const isPhone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const navigate = useNavigate();
  const pending = usePending();
  const inReview = useInReview();
  const mine = pending.data ?? [];
  const own = new Set(mine.map(({ campaign }) => campaign.campaign_id));
  const others = (inReview.data ?? []).filter(({ id }) => !own.has(id));
  const ids = [...own, ...others.map(({ id }) => id)];
  const [head, setHead] = useState<string>(); // what is read does not give way to what comes before it meanwhile
  if (head === undefined && pending.data && inReview.data && ids[0]) setHead(ids[0]);
  const current = campaignId ?? (isPhone ? undefined : (head ?? ids[0]));
  const at = current ? ids.indexOf(current) : -1;
  const go = (id: string | undefined) => {
    setHead(undefined);
    void navigate({ to: id ? `/approvals/${id}` : '/approvals' });
  };
  const step = (by: number) => {
    const next = at < 0 ? ids[0] : ids[at + by];
    if (next && !isAsked()) go(next);
  };
  const goOn = () => {
    const queue = [...own];
    const place = current ? queue.indexOf(current) : -1;
    go(queue[place + 1] ?? queue[place - 1]);
  };
  useHotkeys([
    ['j', () => step(1)],
    ['k', () => step(-1)],
  ]);

  if (pending.error && !pending.data) return <ErrorState error={pending.error} onRetry={pending.refetch} />;
  if (!pending.data || inReview.isPending) return <Loader type="dots" aria-label="Loading" m="xl" />;
  const isReading = current !== undefined;
  return (
    <>
      {isPhone && isReading ? (
        <Group justify="space-between" mb="sm" wrap="nowrap">
          <Anchor component={Link} to={'/approvals' as string} c="inherit" size="sm" className={classes.back}>
            <IconArrowLeft size={18} aria-hidden /> All approvals
          </Anchor>
          <Group gap={6} wrap="nowrap">
            {at >= 0 && (
              <Text size="sm" c="dimmed">
                {at + 1} of {ids.length}
              </Text>
            )}
            <Button size="compact-md" variant="default" disabled={at <= 0} onClick={() => step(-1)}>
              Previous
            </Button>
            <Button
              size="compact-md"
              variant="default"
              disabled={at < 0 || at === ids.length - 1}
              onClick={() => step(1)}
            >
              Next
            </Button>
          </Group>
        </Group>
      ) : null}
      <div className={isPhone && isReading ? classes.folded : undefined}>
        <PageHeader title="Approvals">Read it as people will see it, then decide. Oldest first.</PageHeader>
      </div>
      {!isReading && ids.length === 0 ? (
        <EmptyState icon={IconChecks} title="Nothing waits for a decision">
          Campaigns that are submitted for review appear here, with everything that is needed to decide on them.
        </EmptyState>
      ) : (
        <div className={classes.columns}>
          {!(isPhone && isReading) && (
            <div className={classes.queue}>
              <Queue mine={mine} others={others} current={current} />
            </div>
          )}
          {current && (
            <div className={classes.reading}>
              <Reading key={current} campaignId={current} onDone={goOn} />
            </div>
          )}
        </div>
      )}
    </>
  );
}

/** Whether something is open that has to be answered first. */
function isAsked(): boolean {
  return document.querySelector('[aria-modal="true"]') !== null;
}
