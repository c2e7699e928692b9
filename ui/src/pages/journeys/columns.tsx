import { Skeleton, Stack, Text, Tooltip } from '@mantine/core';
import { Jump } from '@/parts/page/Jump';
import { changed } from '@/parts/table/changed';
import type { Column } from '@/parts/table/DataTable';
import { Lead } from '@/parts/table/Lead';
import { Count } from '@/parts/words/figures';
import { type Counts, type Journey, useCounts } from './queries';
import { StageMark } from './StageMark';
import { reasonWords, TRIGGERS } from './words';

export const columns: readonly Column<Journey>[] = [
  {
    key: 'name',
    title: 'Journey',
    width: 'minmax(180px, 2.4fr)',
    cell: (journey) => (
      <Lead note={TRIGGERS[journey.trigger as keyof typeof TRIGGERS] ?? 'Nobody comes in yet'}>
        <Jump to="/journeys/$journeyId" params={{ journeyId: journey.id }} tabIndex={-1}>
          {journey.name}
        </Jump>
      </Lead>
    ),
  },
  {
    key: 'stage',
    title: 'Stage',
    width: 'minmax(128px, 1fr)',
    narrow: '112px',
    cell: ({ stage, has_draft, live_version }) => (
      <Stack gap={0}>
        <StageMark stage={stage} />
        {live_version > 0 && (
          <Text span truncate size="xs" c="dimmed">
            Version {live_version}
            {has_draft && ' and a draft'}
          </Text>
        )}
      </Stack>
    ),
  },
  {
    key: 'entered',
    title: 'Came in',
    width: 'minmax(84px, 0.6fr)',
    isNumber: true,
    isExtra: true,
    cell: (journey) => <Counted journey={journey} of={({ entered }) => entered} />,
  },
  {
    key: 'inside',
    title: 'Inside',
    width: 'minmax(84px, 0.6fr)',
    narrow: '64px',
    isNumber: true,
    cell: (journey) => <Counted journey={journey} of={({ in_progress }) => in_progress} />,
  },
  {
    key: 'sent',
    title: 'Messages sent',
    width: 'minmax(112px, 0.7fr)',
    isNumber: true,
    isExtra: true,
    cell: (journey) => <Counted journey={journey} of={({ messages }) => messages.sent} />,
  },
  {
    key: 'waiting',
    title: 'Waiting to go',
    width: 'minmax(112px, 0.7fr)',
    isNumber: true,
    isExtra: true,
    cell: (journey) => <Counted journey={journey} of={({ messages }) => messages.in_progress} />,
  },
  {
    key: 'refused',
    title: 'Refused',
    width: 'minmax(84px, 0.6fr)',
    isNumber: true,
    isExtra: true,
    cell: (journey) => (
      <Counted
        journey={journey}
        of={({ messages }) => sum(messages.refused)}
        why={({ messages }) => listed(messages.refused)}
      />
    ),
  },
  changed('minmax(110px, 0.8fr)'),
];

interface CountedProps {
  journey: Journey;
  of: (counts: Counts) => number;
  why?: (counts: Counts) => string;
}

/** A figure of the journey in this row; rows out of sight ask for none. */
function Counted({ journey, of, why }: CountedProps) {
  const { data, isPending } = useCounts(journey.id, journey.live_version > 0);
  if (journey.live_version === 0) return <span>–</span>;
  if (!data) return isPending ? <Skeleton height={12} width={36} display="inline-block" /> : <span>–</span>;
  const words = why?.(data);
  const shown = <Count value={of(data)} isShort />;
  return words ? (
    <Tooltip label={words} multiline maw={320}>
      <span>{shown}</span>
    </Tooltip>
  ) : (
    shown
  );
}

export function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((all, one) => all + one, 0);
}

function listed(counts: Record<string, number>): string {
  return Object.entries(counts)
    .sort(([, one], [, other]) => other - one)
    .map(([reason, people]) => `${reasonWords(reason)}: ${people}`)
    .join(', ');
}
