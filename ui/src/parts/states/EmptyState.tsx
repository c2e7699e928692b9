import { Stack, Text, ThemeIcon, Title } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import { type ReactNode, useEffect } from 'react';

interface Props {
  icon: Icon;
  title: string;
  /** Why it is empty, and what would be here. */
  children?: ReactNode;
  /** What to do about it. */
  action?: ReactNode;
  /** In place of a whole page: its title is the page's. */
  isPage?: boolean;
}

/** In place of a list that has nothing: says what would be here and how to begin. */
export function EmptyState({ icon: Picture, title, children, action, isPage = false }: Props) {
  useEffect(() => {
    if (isPage) document.title = `${title} · Campaign Express`;
  }, [isPage, title]);
  return (
    <Stack align="center" gap="sm" py={72} px="md" ta="center">
      <ThemeIcon size={56} radius="xl" variant="light">
        <Picture size={28} stroke={1.5} aria-hidden />
      </ThemeIcon>
      <Title order={isPage ? 1 : 2} size="h2" {...(isPage && { id: 'page-title', tabIndex: -1 })}>
        {title}
      </Title>
      {children && (
        <Text c="dimmed" maw={440}>
          {children}
        </Text>
      )}
      {action}
    </Stack>
  );
}
