import { NumberInput, Select, Stack, Switch } from '@mantine/core';
import { Panel } from '@/parts/page/Panel';
import { WholeInput } from '@/parts/writing/WholeInput';
import { FIRST_GUARD, type Guard } from '../definition';
import { PRIORITIES } from '../words';
import classes from './Form.module.css';
import { errorAt, type PartProps } from './part';

/** When it stops by itself, and who goes first where messages compete. */
export function GuardPart({ said: { guard, priority, purpose }, say, errors }: PartProps) {
  const put = (change: Partial<Guard>) => say({ guard: { ...(guard ?? FIRST_GUARD), ...change } });
  return (
    <Panel title="Care">
      <Stack gap="md">
        <Switch
          label="Pause it when too much goes wrong"
          description="What bounces for good, or is refused by the vendor"
          checked={guard !== null}
          onChange={({ currentTarget }) => say({ guard: currentTarget.checked ? FIRST_GUARD : null })}
        />
        {guard && (
          <div className={classes.pair}>
            <NumberInput
              label="From so much on"
              min={0.1}
              max={100}
              decimalScale={1}
              suffix="%"
              value={guard.percent}
              error={errorAt(errors, 'guard.percent')}
              onChange={(value) => Number(value) > 0 && put({ percent: Number(value) })}
            />
            <WholeInput
              label="Of the last minutes"
              min={1}
              max={1_440}
              value={guard.window_minutes}
              onChange={(window_minutes) => put({ window_minutes })}
            />
            <WholeInput
              label="And of at least so many messages"
              min={1}
              max={1_000_000}
              value={guard.at_least}
              onChange={(at_least) => put({ at_least })}
            />
          </div>
        )}
        <div className={classes.pair}>
          <Select
            label="Priority"
            description="Who goes first where messages compete"
            data={Object.entries(PRIORITIES).map(([value, label]) => ({ value, label }))}
            value={String(priority)}
            allowDeselect={false}
            onChange={(value) => say({ priority: Number(value) as 1 | 2 | 3 })}
          />
          <Select
            label="What it is for"
            description="What they are owed needs no consent, and knows no caps"
            data={[
              { value: 'marketing', label: 'Marketing' },
              { value: 'transactional', label: 'Something they are owed' },
            ]}
            value={purpose}
            allowDeselect={false}
            onChange={(value) => say({ purpose: value as typeof purpose })}
          />
        </div>
      </Stack>
    </Panel>
  );
}
