import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { named } from '@/api/named';
import type { Autosave } from './useAutosave';

/** What was changed here and by somebody else meanwhile: nothing of it is written over before somebody says so. */
export function Contested({ contested, settle }: Pick<Autosave, 'contested' | 'settle'>) {
  if (contested.length === 0) return null;
  return (
    <Alert color="amber" variant="light" role="alert" mb="md" title="Somebody else changed this too">
      <Stack gap="sm">
        {contested.map(({ field, mine, theirs }) => {
          const label = titled(field);
          return (
            <div key={field}>
              <Text size="sm">
                <strong>{label}</strong> — theirs: {inWords(theirs)}; yours, which is not saved: {inWords(mine)}
              </Text>
              <Group gap="xs" mt={4}>
                <Button
                  size="compact-sm"
                  variant="light"
                  aria-label={`${label}: take theirs`}
                  onClick={() => settle(field, 'theirs')}
                >
                  Take theirs
                </Button>
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={`${label}: keep mine`}
                  onClick={() => settle(field, 'mine')}
                >
                  Keep mine
                </Button>
              </Group>
            </div>
          );
        })}
      </Stack>
    </Alert>
  );
}

const TITLES: Record<string, string> = { 'budget.pacing': 'Spread', 'budget.pricing': 'Prices' };

function titled(field: string): string {
  const words = TITLES[field] ?? named(field).replaceAll(/[“”]/g, '');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function inWords(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'nothing';
  if (Array.isArray(value)) {
    return value.length > 0
      ? value.map((one) => (typeof one === 'object' ? 'something' : String(one))).join(', ')
      : 'nothing';
  }
  if (typeof value !== 'object') return `“${value}”`;
  if ('max_cpm' in value && 'base_cpm' in value && 'goal_value' in value) {
    const { base_cpm, goal_value, max_cpm, goal } = value as Record<string, string>;
    return `${goal === 'reach' ? base_cpm : goal_value}, at most ${max_cpm}`;
  }
  return 'something else';
}
