import { Button, type ButtonProps, Group, Text } from '@mantine/core';
import { useState } from 'react';

interface Props extends ButtonProps {
  /** What it is called before it is meant: "Remove". */
  label: string;
  /** And then: "Yes, remove it". */
  yes: string;
  /** What happens then, in a sentence. */
  means: React.ReactNode;
  onSure: () => void;
}

/** A button that is pressed twice, for what cannot be taken back. */
export function Sure({ label, yes, means, onSure, loading, disabled }: Props) {
  const [isAsked, setAsked] = useState(false);
  return (
    <Group justify="space-between" gap="sm">
      <Text size="sm" role="status" flex="1 1 220px">
        {isAsked ? means : ''}
      </Text>
      <Group gap="xs">
        {isAsked && (
          <Button variant="subtle" color="gray" c="inherit" onClick={() => setAsked(false)} disabled={loading}>
            Cancel
          </Button>
        )}
        <Button
          color="red"
          variant={isAsked ? 'filled' : 'default'}
          loading={loading}
          disabled={disabled}
          onClick={() => (isAsked ? onSure() : setAsked(true))}
        >
          {isAsked ? yes : label}
        </Button>
      </Group>
    </Group>
  );
}
