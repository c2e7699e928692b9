import { Button, Code, Group, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconPlugConnectedX, IconPlugOff } from '@tabler/icons-react';
import { asProblem } from '@/api/problem';
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
