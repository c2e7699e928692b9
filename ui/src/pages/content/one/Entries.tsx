import { ActionIcon, Box, Button, Group, Stack } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './ValuesPart.module.css';

interface Props<One> {
  /** "lookup" */
  one: string;
  value: readonly One[];
  fresh: One;
  isReadOnly: boolean;
  onChange: (value: One[]) => void;
  none: ReactNode;
  form: (one: One, change: (to: Partial<One>) => void) => ReactNode;
}

const MOST = 20;

/** Several forms of a kind, one below the other. */
export function Entries<One>({ one, value, fresh, isReadOnly, onChange, none, form }: Props<One>) {
  return (
    <Stack gap="sm">
      {value.length === 0 && none}
      {value.map((each, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: their names are what is written here
        <Box key={at} className={classes.entry} role="group" aria-label={`${one} ${at + 1}`}>
          {form(each, (to) => onChange(value.map((before, index) => (index === at ? { ...before, ...to } : before))))}
          {!isReadOnly && (
            <Group justify="flex-end">
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Take out ${one} ${at + 1}`}
                onClick={() => onChange(value.filter((_, index) => index !== at))}
              >
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            </Group>
          )}
        </Box>
      ))}
      {!isReadOnly && (
        <Group>
          <Button
            size="compact-sm"
            variant="light"
            leftSection={<IconPlus size={14} aria-hidden />}
            disabled={value.length >= MOST}
            title={value.length >= MOST ? `At most ${MOST}` : undefined}
            onClick={() => onChange([...value, fresh])}
          >
            Add a {one}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
