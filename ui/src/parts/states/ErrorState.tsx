import { Button, Code, Group, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconMapOff, IconPlugConnectedX, IconPlugOff } from '@tabler/icons-react';
import { Link, useLocation } from '@tanstack/react-router';
import { useState } from 'react';
import { asProblem } from '@/api/problem';
import { pages } from '@/app/pages';
import { EmptyState } from './EmptyState';
import { sentence } from './problems';

interface Props {
  error: unknown;
  onRetry?: () => void;
}

/** In place of what could not be loaded: what happened, what to do, and what to mention when it is reported. */
export function ErrorState({ error, onRetry }: Props) {
  const problem = asProblem(error);
  if (problem.isTurnedOff)
    return (
      <EmptyState icon={IconPlugOff} title={sentence(problem.message)}>
        {problem.remedy}
      </EmptyState>
    );
  if (problem.status === 404) return <Gone>{sentence(problem.message)}</Gone>;
  return (
    <Stack align="center" gap="sm" py={64} px="md" ta="center" role="alert">
      <ThemeIcon size={52} radius="xl" variant="light" color="red">
        <IconPlugConnectedX size={26} aria-hidden />
      </ThemeIcon>
      <Title order={2}>{sentence(problem.message)}</Title>
      {problem.remedy && (
        <Text c="dimmed" maw={440}>
          {problem.remedy}
        </Text>
      )}
      <Group>
        {onRetry && (
          <Button variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Group>
      {problem.requestId && problem.status >= 500 && (
        <Text size="xs" c="dimmed">
          Mention <Code>{problem.requestId}</Code> when you report it.
        </Text>
      )}
    </Stack>
  );
}

/** What an address names is not there, and will not be: there is nothing to try again, and a way back to its like. */
function Gone({ children }: { children: string }) {
  const room = useLocation({ select: ({ pathname }) => `/${pathname.split('/')[1]}` });
  const list = pages.find(({ path }) => path === room);
  const [isPage] = useState(() => document.getElementById('page-title') === null); // else it is a part of one
  return (
    <EmptyState
      isPage={isPage}
      icon={IconMapOff}
      title={children}
      action={
        <Button component={Link} to={list?.path ?? '/'} variant="light">
          {list ? `To ${list.title}` : 'Back to the beginning'}
        </Button>
      }
    >
      The address may be misspelt, or what it led to may be gone.
    </EmptyState>
  );
}
