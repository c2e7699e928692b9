import { SimpleGrid } from '@mantine/core';
import { Panel } from '@/parts/page/Panel';
import { WhenInput } from '@/parts/time/WhenInput';
import type { PartProps } from './parts';
import { errorAt } from './said';

interface Props extends PartProps<'schedule'> {
  zone: string;
}

export function SchedulePart({ said, change, errors, zone }: Props) {
  return (
    <Panel title="Schedule" lead={errors.schedule && <span role="alert">{errors.schedule}</span>}>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        <WhenInput
          label="Start"
          zone={zone}
          value={said.starts_at}
          none="Left out, it starts when it goes live"
          error={errorAt(errors, 'schedule.starts_at')}
          onChange={(starts_at) => change({ starts_at })}
        />
        <WhenInput
          label="End"
          zone={zone}
          value={said.ends_at}
          none="Left out, it runs until somebody ends it"
          error={errorAt(errors, 'schedule.ends_at')}
          onChange={(ends_at) => change({ ends_at })}
        />
      </SimpleGrid>
    </Panel>
  );
}
