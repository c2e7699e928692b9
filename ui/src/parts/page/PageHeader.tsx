import { Box, Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import classes from './PageHeader.module.css';

interface Props {
  title: string;
  /** One line: what one does here. */
  children?: ReactNode;
  /** Above the title: where it belongs. */
  above?: ReactNode;
  /** To the right: the one primary action last, what there is more before all others. */
  actions?: ReactNode;
}

/** The head of a page. Its title is the document's as well, and where the keyboard goes when the page is entered. */
export function PageHeader({ title, children, above, actions }: Props) {
  useEffect(() => {
    document.title = `${title} · Campaign Express`;
  }, [title]);
  return (
    <Group justify="space-between" align="flex-end" gap="md" mb="lg" wrap="wrap">
      <Stack gap={4} miw={0}>
        {above && <div className={classes.above}>{above}</div>}
        <Title order={1} id="page-title" tabIndex={-1} className={classes.title}>
          {title}
        </Title>
        {children && (
          <Text c="dimmed" size="sm" component="div">
            {children}
          </Text>
        )}
      </Stack>
      {actions && <Box className={classes.actions}>{actions}</Box>}
    </Group>
  );
}
