import { Group, Text } from '@mantine/core';
import type { Stage } from '@/api/types';
import classes from './StageMark.module.css';
import { STAGES } from './words';

/** Where a campaign stands: said, and coloured for whoever looks over many. */
export function StageMark({ stage }: { stage: Stage }) {
  const { title, color } = STAGES[stage];
  return (
    <Group gap={8} wrap="nowrap">
      <span className={classes.dot} style={{ background: color }} data-live={stage === 'live' || undefined} />
      <Text span size="sm" fw={500} style={{ whiteSpace: 'nowrap' }}>
        {title}
      </Text>
    </Group>
  );
}
