import { Group, NativeSelect, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { Whose } from './queries';

const WAYS = [
  { value: 'email', label: 'E-mail address' },
  { value: 'phone', label: 'Phone number' },
];

/** Whose address or number it is about. */
export function Whom<Values extends Whose>({ form }: { form: UseFormReturnType<Values> }) {
  return (
    <Group align="flex-start" gap="sm" wrap="nowrap">
      <NativeSelect aria-label="Kind" data={WAYS} {...form.getInputProps('kind')} />
      <TextInput
        flex={1}
        aria-label="Address or number"
        placeholder={form.getValues().kind === 'phone' ? '+14155550100' : 'ana@example.com'}
        required
        maxLength={320}
        {...form.getInputProps('value')}
      />
    </Group>
  );
}
