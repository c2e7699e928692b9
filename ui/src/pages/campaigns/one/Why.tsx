import { Badge, Group, Skeleton, Stack, Text, Tooltip } from '@mantine/core';
import type { Explanation } from '@/api/types';
import { plain } from '@/parts/creative/brand';
import { Panel } from '@/parts/page/Panel';
import { sentence } from '@/parts/states/problems';
import { Trouble } from '@/parts/states/Trouble';
import { Count, Money, Share } from '@/parts/words/figures';
import { useExplanation } from './queries';
import classes from './Why.module.css';

/** Why is this not spending? What blocks it first, then what costs it traffic, by how much, and what to do. */
export function Why({ campaignId }: { campaignId: string }) {
  const { data, error, isPending, refetch } = useExplanation(campaignId);
  const title = data?.is_spending ? 'What holds it back' : 'Why is this not spending?';
  return (
    <Panel title={title} lead={data && <Lead found={data} />}>
      {isPending && <Skeleton height={60} />}
      {error && !data && <Trouble error={error} onRetry={refetch} />}
      {data && data.reasons.length > 0 && (
        <Stack component="ul" gap="sm" className={classes.reasons}>
          {data.reasons.map((reason) => (
            <Reason key={reason.cause} reason={reason} />
          ))}
        </Stack>
      )}
    </Panel>
  );
}

function Lead({ found }: { found: Explanation }) {
  const { traffic, reasons } = found;
  const blocking = reasons.filter((one) => one.is_blocking).length;
  const nothing = 'Nothing stands in its way that we know of.';
  if (traffic === null) {
    return `Analytics is away, so this is what budget and calendar say. ${reasons.length === 0 ? nothing : ''}`;
  }
  if (!found.is_spending) {
    if (blocking > 0) return blocking === 1 ? 'One thing stops it.' : `${blocking} things stop it.`;
    return `Nothing was billed in the last day. ${reasons.length === 0 ? nothing : ''}`;
  }
  return (
    <>
      In the last day it bid <Count value={traffic.bids} /> times, won <Count value={traffic.wins} /> and was billed{' '}
      <Count value={traffic.billed_impressions} /> impressions for{' '}
      <Money amount={traffic.spend} currency={found.currency} />.
    </>
  );
}

function Reason({ reason }: { reason: Explanation['reasons'][number] }) {
  const codes = Object.entries(reason.codes);
  return (
    <li className={classes.reason} data-blocking={reason.is_blocking || undefined}>
      <Group gap="xs" wrap="nowrap" align="flex-start" justify="space-between">
        <Text size="sm" fw={600}>
          {sentence(reason.text)}
        </Text>
        {reason.is_blocking ? (
          <Badge color="red" variant="light" tt="none" className={classes.badge}>
            Stops it
          </Badge>
        ) : (
          <Tooltip
            label={codes.map(([code, count]) => `${code.replaceAll('_', ' ')}: ${count}`).join(', ')}
            disabled={codes.length === 0}
            multiline
            maw={320}
          >
            <Text size="sm" c="dimmed" tabIndex={codes.length > 0 ? 0 : undefined} className={classes.badge}>
              <Share value={reason.weight} /> of its traffic
            </Text>
          </Tooltip>
        )}
      </Group>
      {!reason.is_blocking && (
        <div className={classes.track} aria-hidden>
          <div style={{ width: `${Math.min(1, reason.weight) * 100}%` }} />
        </div>
      )}
      <Text size="sm" c="dimmed">
        {plain(reason.remedy)}
      </Text>
    </li>
  );
}
