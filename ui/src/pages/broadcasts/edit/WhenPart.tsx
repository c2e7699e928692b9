import { Radio, Select, Stack, TextInput } from '@mantine/core';
import { Panel } from '@/parts/page/Panel';
import { WholeInput } from '@/parts/writing/WholeInput';
import type { LocalTime, PastZones } from '../definition';
import { PAST } from '../words';
import classes from './Form.module.css';
import { errorAt, type PartProps } from './part';

type How = 'begins' | 'local' | 'best';

const HOWS: Record<How, string> = {
  begins: 'As soon as it begins',
  local: 'At an hour of their own day',
  best: 'At the hour that suits each of them, within a day',
};
const MORNING: LocalTime = { at: '09:00', on: null, past: 'next_day' };

/** At which hour each person gets it, and how fast it goes. When it begins is said as it is scheduled. */
export function WhenPart({ said, say, errors }: PartProps) {
  const { local_time: local, best_time, per_minute } = said;
  const how: How = best_time ? 'best' : local ? 'local' : 'begins';
  const put = (change: Partial<LocalTime>) => say({ local_time: { ...(local ?? MORNING), ...change } });
  return (
    <Panel title="When they get it" lead="When it begins is said as it is scheduled.">
      <Stack gap="md">
        <Radio.Group
          aria-label="When each person gets it"
          value={how}
          onChange={(next) => say({ best_time: next === 'best', local_time: next === 'local' ? MORNING : null })}
        >
          <Stack gap={8}>
            {Object.entries(HOWS).map(([value, label]) => (
              <Radio key={value} value={value} label={label} />
            ))}
          </Stack>
        </Radio.Group>
        {local && (
          <div className={classes.pair}>
            <TextInput
              type="time"
              label="At"
              description="On their own clock"
              value={local.at}
              error={errorAt(errors, 'local_time.at')}
              onChange={({ currentTarget }) => currentTarget.value && put({ at: currentTarget.value.slice(0, 5) })}
            />
            <TextInput
              type="date"
              label="On"
              description="Left out, the day on which it begins"
              value={local.on ?? ''}
              max="2099-12-31"
              error={errorAt(errors, 'local_time.on')}
              onChange={({ currentTarget }) => put({ on: currentTarget.value || null })}
            />
            <Select
              label="Those for whom it is over"
              description="It is later in the day where they live"
              data={Object.entries(PAST).map(([value, label]) => ({ value, label }))}
              value={local.past}
              allowDeselect={false}
              onChange={(past) => put({ past: past as PastZones })}
            />
          </div>
        )}
        <div className={classes.pair}>
          <WholeInput
            label="Messages a minute"
            description="Left out, as fast as your throttles allow"
            placeholder="No limit of its own"
            min={1}
            max={10_000_000}
            isOptional
            value={per_minute || null}
            error={errorAt(errors, 'per_minute')}
            onChange={(per_minute) => say({ per_minute })}
          />
        </div>
      </Stack>
    </Panel>
  );
}
