import { Button, Skeleton, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { Schemas } from '@/api/types';
import { type Span, useCourse } from '@/parts/courses/courses';
import { csvName, saveCsv } from '@/parts/courses/csv';
import { Panel } from '@/parts/page/Panel';
import { Trouble } from '@/parts/states/Trouble';
import { readerZone } from '@/parts/time/When';
import { BID, saidCode } from '@/parts/words/codes';
import { Count, Share } from '@/parts/words/figures';
import classes from './Auctions.module.css';
import { useRefusals } from './queries';
import { Shading } from './Shading';

const MOST_REASONS = 12;

/** How bidding went: how far campaigns come, and what bidding below value saved. */
export function Auctions({ span }: { span: Span }) {
  const { data, error, isPending, refetch } = useCourse({ span, zone: readerZone() });
  return (
    <Stack>
      <Reach />
      {isPending && <Skeleton height={200} radius="lg" />}
      {error && !data && <Trouble error={error} onRetry={refetch} />}
      {data && <Shading report={data} span={span} />}
    </Stack>
  );
}

function Reach() {
  const { data, error, isPending, refetch } = useRefusals();
  const reasons = data ? summed(data.items) : [];
  const all = reasons.reduce((sum, one) => sum + one.requests, 0);
  const bids = reasons.find(({ reason }) => reason === BID)?.requests ?? 0;
  const download = (
    <Button
      variant="default"
      size="compact-sm"
      leftSection={<IconDownload size={16} aria-hidden />}
      disabled={reasons.length === 0}
      onClick={() =>
        saveCsv(
          csvName('how far campaigns come'),
          ['reason', 'requests', 'share'],
          reasons.map(({ reason, requests }) => [saidCode(reason), requests, (requests / all).toFixed(4)]),
        )
      }
    >
      CSV
    </Button>
  );
  return (
    <Panel
      title="How far campaigns come"
      aside={download}
      lead={
        data &&
        (all === 0 ? (
          'None of the requests that were looked into in the last 7 days reached a campaign of yours.'
        ) : (
          <>
            Campaigns were held against requests <Count value={all} /> times in the sample of the last 7 days, and bid
            in <Share value={bids / all} />. Longer than that requests are not kept, so there is no time before to
            compare with.
          </>
        ))
      }
    >
      {isPending && <Skeleton height={120} />}
      {error && !data && <Trouble error={error} onRetry={refetch} />}
      <ul className={classes.reasons}>
        {reasons.slice(0, MOST_REASONS).map(({ reason, requests }) => (
          <li key={reason} className={classes.reason}>
            <span>{saidCode(reason)}</span>
            <span className={classes.track} aria-hidden>
              <span style={{ width: `${(requests / all) * 100}%` }} />
            </span>
            <span className={classes.share}>
              <Share value={requests / all} />
            </span>
          </li>
        ))}
      </ul>
      {reasons.length > MOST_REASONS && (
        <Text size="xs" c="dimmed" mt="sm">
          {reasons.length - MOST_REASONS} rarer ones are in the file.
        </Text>
      )}
    </Panel>
  );
}

function summed(items: readonly Schemas['RefusalShare'][]): { reason: string; requests: number }[] {
  const counts = new Map<string, number>();
  for (const { reason, requests } of items) counts.set(reason, (counts.get(reason) ?? 0) + requests);
  return [...counts]
    .map(([reason, requests]) => ({ reason, requests }))
    .sort((one, other) => other.requests - one.requests);
}
