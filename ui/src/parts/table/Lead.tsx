import { Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './Lead.module.css';

/** The first cell of a row: what it is called, and below what tells it from its like. */
export function Lead({ note, children }: { note: ReactNode; children: ReactNode }) {
  return (
    <Stack gap={0}>
      <Text lineClamp={2} fw={600} size="sm" className={classes.name}>
        {children}
      </Text>
      <Text span truncate size="xs" c="dimmed">
        {note}
      </Text>
    </Stack>
  );
}
