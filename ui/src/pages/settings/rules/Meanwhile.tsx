import { Alert, Button, Group, List, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ActButton } from '@/parts/page/Act';

interface Props {
  /** Who it was, and when, where that is known. */
  who?: ReactNode;
  /** What they changed, in sentences. */
  theirs: readonly string[];
  /** Whether both changed the same thing: then what is kept takes the place of theirs. */
  isAtOdds: boolean;
  isSaving: boolean;
  /** Why one's own cannot be saved as it stands. */
  why?: string;
  onKeep: () => void;
  onTake: () => void;
}

/** Somebody else saved first: what they changed, and the two ways on. Nothing of one's own is lost. */
export function Meanwhile({ who = 'Somebody', theirs, isAtOdds, isSaving, why, onKeep, onTake }: Props) {
  return (
    <Alert color="amber" variant="light" title="Changed meanwhile, so yours is not saved yet" role="alert">
      <Text size="sm" component="div">
        {who} saved first:
      </Text>
      <List size="sm" my={6}>
        {theirs.map((one) => (
          <List.Item key={one}>{one}</List.Item>
        ))}
      </List>
      <Group gap="xs">
        <ActButton why={why} size="compact-sm" loading={isSaving} onClick={onKeep}>
          {isAtOdds ? 'Save mine in its place' : 'Save mine beside it'}
        </ActButton>
        <Button size="compact-sm" variant="default" onClick={onTake}>
          Leave mine, take theirs
        </Button>
      </Group>
    </Alert>
  );
}
