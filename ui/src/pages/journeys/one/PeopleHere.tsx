import { Anchor, Button, Group, SegmentedControl, Skeleton, Stack, Text, Timeline } from '@mantine/core';
import { useMemo, useState } from 'react';
import { Jump } from '@/parts/page/Jump';
import { PersonName } from '@/parts/persons/PersonName';
import { ErrorState } from '@/parts/states/ErrorState';
import { sentence } from '@/parts/states/problems';
import { When } from '@/parts/time/When';
import type { Definition } from '../definition';
import { KINDS } from '../kinds';
import { type Run, usePaths, usePeople } from '../queries';
import { type Names, stepWords } from '../words';
import classes from './Side.module.css';

interface Props {
  journeyId: string;
  step: string;
  definition: Definition;
  names: Names;
  isWait: boolean;
}

/** Who stands at a step, and who left the journey there; one of them opens to the whole way they came. */
export function PeopleHere({ journeyId, step, definition, names, isWait }: Props) {
  const [which, setWhich] = useState<'inside' | 'left'>('inside');
  const [open, setOpen] = useState<string | null>(null);
  const found = usePeople(journeyId, step, which === 'inside');
  const { data, error, isPending, hasNextPage, isFetchingNextPage } = found;
  const runs = useMemo(() => {
    const all = data?.pages.flatMap((page) => page.runs) ?? [];
    return which === 'inside' ? all : all.filter(({ ended_at }) => ended_at !== null);
  }, [data, which]);
  if (error && !data) return <ErrorState error={error} onRetry={found.refetch} />;
  return (
    <Stack gap="xs">
      <SegmentedControl
        size="xs"
        aria-label="Which people"
        value={which}
        onChange={(value) => setWhich(value as 'inside' | 'left')}
        data={[
          { value: 'inside', label: isWait ? 'Waiting here' : 'Here now' },
          { value: 'left', label: 'Left here' },
        ]}
      />
      {isPending && <Skeleton height={60} />}
      {!isPending && runs.length === 0 && (
        <Text size="sm" c="dimmed">
          {which === 'inside' ? 'Nobody stands here now.' : 'Nobody left the journey here.'}
        </Text>
      )}
      <ul className={classes.people} aria-label={which === 'inside' ? 'People here' : 'People who left here'}>
        {runs.map((run) => (
          <li key={run.run_id}>
            <Group justify="space-between" gap={6} wrap="nowrap">
              <Text size="sm" fw={550} truncate>
                <Jump to="/people/$personId" params={{ personId: run.person_id }}>
                  <PersonName personId={run.person_id} />
                </Jump>
              </Text>
              <Anchor
                component="button"
                type="button"
                size="xs"
                aria-expanded={open === run.run_id}
                onClick={() => setOpen(open === run.run_id ? null : run.run_id)}
              >
                Their way
              </Anchor>
            </Group>
            <Text size="xs" c="dimmed" component="div">
              <Stands run={run} />
            </Text>
            {open === run.run_id && <Way journeyId={journeyId} run={run} definition={definition} names={names} />}
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button variant="default" size="xs" loading={isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          Show more
        </Button>
      )}
    </Stack>
  );
}

function Stands({ run }: { run: Run }) {
  if (run.held_out) return <>Held out, to be measured beside the others</>;
  if (run.ended_at)
    return (
      <>
        {sentence(run.reason || 'left')}, <When at={run.ended_at} />
      </>
    );
  if (run.reason) return <>Stands aside: {run.reason}</>;
  if (run.due_at)
    return (
      <>
        Goes on at the latest <When at={run.due_at} />
      </>
    );
  return (
    <>
      In since <When at={run.entered_at} />
    </>
  );
}

interface WayProps {
  journeyId: string;
  run: Run;
  definition: Definition;
  names: Names;
}

function Way({ journeyId, run, definition, names }: WayProps) {
  const { data, error } = usePaths(journeyId, run.person_id);
  const path = data?.find(({ run_id }) => run_id === run.run_id)?.path;
  if (error) return <ErrorState error={error} />;
  if (!path) return <Skeleton height={40} mt={6} />;
  return (
    <Timeline bulletSize={10} lineWidth={2} active={path.length} mt="xs" classNames={{ itemTitle: classes.passed }}>
      <Timeline.Item title="Came in">
        <Text size="xs" c="dimmed">
          <When at={run.entered_at} />
        </Text>
      </Timeline.Item>
      {path.map(({ step, kind, outcome, at }, index) => {
        const known = definition.steps[step];
        const title = known ? KINDS[known.kind]?.title : (KINDS[kind as keyof typeof KINDS]?.title ?? 'Left');
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same step may be passed again
          <Timeline.Item key={index} title={kind === 'exit_rule' ? 'Left' : title}>
            <Text size="xs">
              {[
                known && kind !== 'exit_rule' ? stepWords(known, names) : '',
                outcome === 'done' ? '' : sentence(outcome),
              ]
                .filter(Boolean)
                .join(' → ')}
            </Text>
            <Text size="xs" c="dimmed">
              <When at={at} />
            </Text>
          </Timeline.Item>
        );
      })}
    </Timeline>
  );
}
