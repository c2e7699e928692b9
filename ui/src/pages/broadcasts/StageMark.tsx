import { Group, Text } from '@mantine/core';
import classes from './StageMark.module.css';
import { STAGES, type Stage } from './stages';

/** Where a broadcast stands: said, and coloured for whoever looks over many. */
export function StageMark({ stage }: { stage: Stage }) {
  const { title, color } = STAGES[stage];
  return (
    <Group gap={8} wrap="nowrap">
      <span className={classes.dot} style={{ background: color }} data-running={stage === 'running' || undefined} />
      <Text span size="sm" fw={500} style={{ whiteSpace: 'nowrap' }}>
        {title}
      </Text>
    </Group>
  );
}
