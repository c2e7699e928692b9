import { Button, Group, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useUnsaved } from '@/parts/writing/useUnsaved';

/**
 * A form that is as it was left, in this tab: after a reload, and after its dialogue was closed. What is named `secret` is
 * forgotten instead.
 */
export function useKeptForm<Values extends Record<string, unknown>>(
  subject: string,
  initialValues: Values,
  secret: readonly (keyof Values)[] = [],
) {
  const [draft, keep] = useUnsaved<Partial<Values>>(subject);
  const [isFromBefore, setFromBefore] = useState(draft !== null);
  const form = useForm<Values>({
    initialValues: { ...initialValues, ...draft },
    onValuesChange: (values) =>
      keep(Object.fromEntries(Object.entries(values).filter(([key]) => !secret.includes(key))) as Partial<Values>),
  });
  const startOver = () => {
    form.setValues(initialValues);
    keep(null);
    setFromBefore(false);
  };
  return { form, isFromBefore, startOver, forget: () => keep(null) };
}

/** Says that what is in a form was not saved before, and offers to begin again. */
export function FromBefore({ isFromBefore, startOver }: { isFromBefore: boolean; startOver: () => void }) {
  if (!isFromBefore) return null;
  return (
    <Group justify="space-between" gap="xs" role="status">
      <Text size="sm" c="dimmed">
        As you left it: this was not saved yet.
      </Text>
      <Button size="compact-sm" variant="default" onClick={startOver}>
        Start over
      </Button>
    </Group>
  );
}
