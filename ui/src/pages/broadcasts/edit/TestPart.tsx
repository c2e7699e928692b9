import { Autocomplete, Select, Stack, Switch, Text } from '@mantine/core';
import { useEvents } from '@/parts/predicates/known';
import { WholeInput } from '@/parts/writing/WholeInput';
import { type ContentTest, FIRST_TEST, type Measure, type WhenUnclear } from '../definition';
import { MEASURES, testWords, UNCLEAR } from '../words';
import classes from './Form.module.css';
import { errorAt, type PartProps } from './part';

const WAITS: readonly (readonly [minutes: number, label: string])[] = [
  [60, '1 hour'],
  [120, '2 hours'],
  [240, '4 hours'],
  [480, '8 hours'],
  [1_440, '1 day'],
  [2_880, '2 days'],
  [10_080, '1 week'],
];

/** Whether some get the variants first, and what the rest gets then. */
export function TestPart({ said: { test }, say, errors }: PartProps) {
  const events = useEvents();
  const put = (change: Partial<ContentTest>) => say({ test: { ...(test ?? FIRST_TEST), ...change } });
  const waits =
    WAITS.some(([minutes]) => minutes === test?.decide_after_minutes) || !test
      ? WAITS
      : [...WAITS, [test.decide_after_minutes, `${test.decide_after_minutes} minutes`] as const];
  return (
    <Stack gap="md">
      <Switch
        label="Try them on some first"
        description="The rest gets the one that does better"
        checked={test !== null}
        onChange={({ currentTarget }) => say({ test: currentTarget.checked ? FIRST_TEST : null })}
      />
      {test && (
        <>
          <div className={classes.pair}>
            <WholeInput
              label="Who gets them first"
              min={1}
              max={90}
              unit="%"
              value={test.percent}
              error={errorAt(errors, 'test.percent')}
              onChange={(percent) => put({ percent })}
            />
            <Select
              label="Decided by"
              data={Object.entries(MEASURES).map(([value, label]) => ({ value, label }))}
              value={test.measure}
              allowDeselect={false}
              onChange={(measure) =>
                put({ measure: measure as Measure, event: measure === 'conversions' ? { event: '' } : null })
              }
            />
            {test.measure === 'conversions' && (
              <Autocomplete
                label="What they do"
                placeholder="purchase"
                required
                data={events}
                maxLength={64}
                value={test.event?.event ?? ''}
                error={errorAt(errors, 'test.event')}
                onChange={(event) => put({ event: { ...test.event, event: event.trim().replace(/\s+/g, '_') } })}
              />
            )}
            <Select
              label="Decided after"
              data={waits.map(([minutes, label]) => ({ value: String(minutes), label }))}
              value={String(test.decide_after_minutes)}
              allowDeselect={false}
              onChange={(minutes) => put({ decide_after_minutes: Number(minutes) })}
            />
            <Select
              label="Where none is clearly ahead, the rest"
              data={Object.entries(UNCLEAR).map(([value, label]) => ({ value, label }))}
              value={test.when_unclear}
              allowDeselect={false}
              onChange={(when) => put({ when_unclear: when as WhenUnclear })}
            />
          </div>
          <Text size="sm" c="dimmed">
            {testWords(test)}
          </Text>
        </>
      )}
    </Stack>
  );
}
