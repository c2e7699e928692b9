import { Text } from '@mantine/core';
import { asProblem } from '@/api/problem';
import { sentence } from '@/parts/states/problems';

/** What the API said against it. */
export function Refusal({ error }: { error: unknown }) {
  if (!error) return null;
  const { message, remedy } = asProblem(error);
  return (
    <Text size="sm" c="var(--mantine-color-error)" role="alert">
      {sentence(message)}. {remedy}
    </Text>
  );
}
