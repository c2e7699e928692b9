import { Loader, Progress, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMemo } from 'react';
import { asProblem } from '@/api/problem';
import { Facts } from '@/parts/page/Facts';
import { Panel } from '@/parts/page/Panel';
import { type Group, isWhole, predicateOf } from '@/parts/predicates/tree';
import { sentence } from '@/parts/states/problems';
import { channelOf } from '@/parts/words/channels';
import { told } from '@/parts/words/values';
import { useEstimate } from './queries';

const SETTLED_MS = 400;

/** How many people the conditions mean, and how many of those can be reached, as they are written. */
export function LiveCount({ tree }: { tree: Group }) {
  const where = useMemo(() => (isWhole(tree) ? predicateOf(tree) : null), [tree]);
  const [settled] = useDebouncedValue(where, SETTLED_MS);
  const { data, error, isFetching } = useEstimate(settled);
  const aside = isFetching && <Loader size="xs" aria-label="Counting" />;
  return (
    <Panel title="How many" aside={aside}>
      <div aria-live="polite">
        {where === null ? (
          <Text size="sm" c="dimmed">
            Counted as soon as no condition is empty.
          </Text>
        ) : error ? (
          <Text size="sm" c="var(--mantine-color-error)">
            {sentence(asProblem(error).message)}. {asProblem(error).remedy}
          </Text>
        ) : data ? (
          <Stack gap="sm">
            <div>
              <Text ff="heading" fz={32} lh={1.1} fw={560}>
                {data.margin > 0 && 'About '}
                {told(data.matched)}
              </Text>
              <Text size="sm" c="dimmed">
                of {told(data.people)} people fit these conditions
                {data.margin > 0 && `, give or take ${told(data.margin)}`}
              </Text>
            </div>
            <Progress
              value={data.people > 0 ? (100 * data.matched) / data.people : 0}
              aria-label="Share of everybody"
              size="sm"
            />
            <Text size="sm" fw={600}>
              Of those can be reached
            </Text>
            <Facts
              areNumbers
              facts={Object.entries(data.reachable).map(([channel, people]) => [channelOf(channel), told(people)])}
            />
          </Stack>
        ) : (
          <Text size="sm" c="dimmed">
            Counting…
          </Text>
        )}
      </div>
    </Panel>
  );
}
