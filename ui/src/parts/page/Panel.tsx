import { Group, Paper, Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import classes from './Panel.module.css';

interface Props {
  title: string;
  /** What it comes to, in a sentence: before any number. */
  children?: ReactNode;
  lead?: ReactNode;
  /** To the right of the title. */
  aside?: ReactNode;
}

/** One subject of a page, with a title of its own. */
export function Panel({ title, lead, aside, children }: Props) {
  const id = useId();
  return (
    <Paper component="section" aria-labelledby={id} className={classes.panel}>
      <Group justify="space-between" align="baseline" gap="sm" mb={lead ? 4 : 'sm'}>
        <Title order={2} id={id} className={classes.title}>
          {title}
        </Title>
        {aside}
      </Group>
      {lead && (
        <Text size="sm" mb="md" component="div">
          {lead}
        </Text>
      )}
      {children}
    </Paper>
  );
}
