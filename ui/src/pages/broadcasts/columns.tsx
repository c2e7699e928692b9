import { Progress as Bar, Group, Skeleton, Stack, Text } from '@mantine/core';
import { Jump } from '@/parts/page/Jump';
import { sentence } from '@/parts/states/problems';
import { changed } from '@/parts/table/changed';
import type { Column } from '@/parts/table/DataTable';
import { Lead } from '@/parts/table/Lead';
import { When } from '@/parts/time/When';
import { Count } from '@/parts/words/figures';
import { type Broadcast, type Progress, useProgress } from './queries';
import { StageMark } from './StageMark';
import { people } from './words';

export const columns: readonly Column<Broadcast>[] = [
  {
    key: 'name',
    title: 'Broadcast',
    width: 'minmax(180px, 2.2fr)',
    cell: (broadcast) => (
      <Lead note={noteOf(broadcast)}>
        <Jump to="/broadcasts/$broadcastId" params={{ broadcastId: broadcast.id }} tabIndex={-1}>
          {broadcast.name}
        </Jump>
      </Lead>
    ),
  },
  {
    key: 'stage',
    title: 'Stage',
    width: 'minmax(112px, 0.8fr)',
    narrow: '118px',
    cell: ({ stage }) => <StageMark stage={stage} />,
  },
  {
    key: 'when',
    title: 'Begins',
    width: 'minmax(150px, 1fr)',
    isExtra: true,
    cell: ({ began_at, starts_at }) => <When at={began_at ?? starts_at} none="Not said yet" />,
  },
  {
    key: 'way',
    title: 'Dealt with',
    width: 'minmax(140px, 1fr)',
    isExtra: true,
    cell: (broadcast) => <Way broadcast={broadcast} />,
  },
  {
    key: 'sent',
    title: 'Sent',
    width: 'minmax(80px, 0.5fr)',
    isNumber: true,
    isExtra: true,
    cell: (broadcast) => <Figure broadcast={broadcast} of={({ sent }) => sent} />,
  },
  {
    key: 'held',
    title: 'Held back',
    width: 'minmax(90px, 0.5fr)',
    isNumber: true,
    isExtra: true,
    cell: (broadcast) => <Figure broadcast={broadcast} of={heldOf} />,
  },
  changed(),
];

export function heldOf({ refused, failed }: Pick<Progress, 'refused' | 'failed'>): number {
  return Object.values(refused).reduce((all, one) => all + one, failed);
}

function noteOf({ reason, stage, winner, audience }: Broadcast): string {
  if (reason) return sentence(reason);
  if (stage === 'draft') return 'Still being written';
  if (winner && winner !== '*') return `Its test was won by ${winner}`;
  if (stage === 'scheduled') return 'Waits for its time';
  if (stage === 'cancelled' && audience === 0) return 'Cancelled before it began';
  return `${people(audience)} in its audience`;
}

function Way({ broadcast }: { broadcast: Broadcast }) {
  const { data, isPending } = useProgress(broadcast);
  if (!broadcast.began_at) return <span>–</span>;
  if (!data) return isPending ? <Skeleton height={12} width={80} /> : <span>–</span>;
  const share = data.entered > 0 ? 1 - data.in_progress / data.entered : 0;
  const percent = Math.floor(share * 100);
  return (
    <Stack gap={4} pr="sm">
      <Group gap={4}>
        <Text span size="xs" c="dimmed">
          {percent}% of <Count value={data.entered} isShort />
        </Text>
      </Group>
      <Bar value={percent} size="sm" aria-label={`${broadcast.name}: dealt with`} />
    </Stack>
  );
}

/** A figure of the broadcast in this row; rows out of sight ask for none. */
function Figure({ broadcast, of }: { broadcast: Broadcast; of: (progress: Progress) => number }) {
  const { data, isPending } = useProgress(broadcast);
  if (!broadcast.began_at) return <span>–</span>;
  if (!data) return isPending ? <Skeleton height={12} width={36} display="inline-block" /> : <span>–</span>;
  return <Count value={of(data)} isShort />;
}
