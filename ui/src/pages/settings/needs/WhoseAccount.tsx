import { SimpleGrid, Stack, Text, UnstyledButton } from '@mantine/core';
import classes from './WhoseAccount.module.css';

interface Choice {
  key: string;
  label: string;
  /** What it is for. */
  does: string;
  needs: string;
}

/** The first question of whoever connects an account, with what it takes to answer all others. */
export function WhoseAccount({ choices, onChoose }: { choices: readonly Choice[]; onChoose: (key: string) => void }) {
  return (
    <Stack>
      <Text size="sm">Whose account is it? Have at hand what it needs.</Text>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        {choices.map(({ key, label, does, needs }) => (
          <UnstyledButton key={key} className={classes.whose} onClick={() => onChoose(key)}>
            <Text span fw={600} size="sm">
              {label}
            </Text>
            <Text span size="xs">
              {does}
            </Text>
            <Text span size="xs" c="dimmed">
              {needs}
            </Text>
          </UnstyledButton>
        ))}
      </SimpleGrid>
    </Stack>
  );
}
