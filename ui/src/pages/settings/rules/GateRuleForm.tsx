import { Button, Group, MultiSelect, NativeSelect, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { Channel } from '@/api/types';
import { AmountInput } from '@/parts/money/AmountInput';
import { CHANNELS } from '@/parts/words/channels';
import { CHECKS, type Check, checksOf, ENFORCEMENTS, type Enforcement, FAMILIES, foundOf, gateSentence } from './gate';
import type { GateRule } from './queries';

interface Props {
  rule: GateRule;
  /** Names that other rules have. */
  taken: readonly string[];
  isNew: boolean;
  /** Null takes it away. */
  onPut: (rule: GateRule | null) => void;
}

const isFirm = (check: string) => CHECKS[check as Check]?.isFirm === true;

/** One rule, with what it does said below as it is changed. */
export function GateRuleForm({ rule, taken, isNew, onPut }: Props) {
  const form = useForm<GateRule>({
    initialValues: isNew
      ? { ...rule, enforcement: CHECKS[rule.check as Check]?.shipped === 'warn' ? 'block' : 'warn' }
      : rule,
    validate: {
      name: (name) => (!name.trim() ? 'Give it a name' : taken.includes(name.trim()) ? 'Another rule has it' : null),
      enforcement: (enforcement, { check }) =>
        isFirm(check) && enforcement !== 'block' ? 'It always blocks: no rule relaxes it' : null,
    },
  });
  const { values } = form;
  return (
    <form onSubmit={form.onSubmit((said) => onPut({ ...said, name: said.name.trim() }))}>
      <Stack>
        <TextInput
          label="Name"
          description="Findings and the audit log speak of it by this"
          required
          maxLength={80}
          data-autofocus
          {...form.getInputProps('name')}
        />
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Select
            label="When this is found"
            data={Object.entries(FAMILIES).map(([family, group]) => ({
              group,
              items: [
                { value: family, label: foundOf(family) },
                ...checksOf(family).map((check) => ({ value: check as string, label: foundOf(check) })),
              ],
            }))}
            searchable
            allowDeselect={false}
            {...form.getInputProps('check')}
          />
          <NativeSelect
            label="It"
            data={(Object.keys(ENFORCEMENTS) as Enforcement[]).map((value) => ({
              value,
              label: ENFORCEMENTS[value].does,
            }))}
            {...form.getInputProps('enforcement')}
          />
          <MultiSelect
            label="On these channels"
            placeholder={values.channels.length > 0 ? undefined : 'Every channel'}
            data={(Object.keys(CHANNELS) as Channel[]).map((value) => ({ value, label: CHANNELS[value] }))}
            clearable
            clearButtonProps={{ 'aria-label': 'Every channel' }}
            {...form.getInputProps('channels')}
          />
          <AmountInput
            label="From a budget of"
            description="Left out, from the first dollar on"
            currency="USD"
            value={values.budget_from}
            onChange={(amount) => form.setFieldValue('budget_from', amount)}
          />
        </SimpleGrid>
        <Text size="sm" role="status">
          {gateSentence(values)}
        </Text>
        <Group justify="space-between">
          {isNew ? (
            <span />
          ) : (
            <Button variant="default" color="red" onClick={() => onPut(null)}>
              Take it away
            </Button>
          )}
          <Button type="submit">{isNew ? 'Add' : 'Change'}</Button>
        </Group>
      </Stack>
    </form>
  );
}
