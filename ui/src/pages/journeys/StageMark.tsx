import { Group, Text } from '@mantine/core';
import classes from './StageMark.module.css';
import { type JourneyStage, STAGES } from './stages';

/** Where a journey stands: said, and coloured for whoever looks over many. */
export function StageMark({ stage }: { stage: JourneyStage }) {
  const { title, color } = STAGES[stage];
  return (
    <Group gap={8} wrap="nowrap">
      <span className={classes.dot} style={{ background: color }} data-active={stage === 'active' || undefined} />
      <Text span size="sm" fw={500} style={{ whiteSpace: 'nowrap' }}>
        {title}
      </Text>
    </Group>
  );
}
