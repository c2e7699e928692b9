import {
  Button,
  Checkbox,
  Group,
  MultiSelect,
  NativeSelect,
  NumberInput,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import type { Channel } from '@/api/types';
import { AmountInput } from '@/parts/money/AmountInput';
import { microsOf } from '@/parts/money/money';
import { CHANNELS } from '@/parts/words/channels';
import { APPROVERS, type ApproverRole, approvalSentence, CATEGORIES } from './approvals';
import type { ApprovalRule } from './queries';

interface Props {
  rule: ApprovalRule;
  /** Names that other rules have. */
  taken: readonly string[];
  isNew: boolean;
  /** Null takes it away. */
  onPut: (rule: ApprovalRule | null) => void;
}

/** One rule, with what it does said below as it is changed. */
export function ApprovalRuleForm({ rule, taken, isNew, onPut }: Props) {
  const form = useForm<ApprovalRule>({
    initialValues: rule,
    validate: {
      name: (name) => (!name.trim() ? 'Give it a name' : taken.includes(name.trim()) ? 'Another rule has it' : null),
      auto_approve_below: (below, { budget_from }) =>
        below && budget_from && microsOf(below) <= microsOf(budget_from)
          ? 'It applies from a larger budget on: this waives nothing'
          : null,
    },
  });
  const { values } = form;
  const known = [...new Set([...Object.keys(CATEGORIES), ...values.categories])];
  return (
    <form onSubmit={form.onSubmit((said) => onPut({ ...said, name: said.name.trim() }))}>
      <Stack>
        <TextInput label="Name" required maxLength={80} data-autofocus {...form.getInputProps('name')} />
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <NativeSelect
            label="Who approves"
            data={(Object.keys(APPROVERS) as ApproverRole[]).map((value) => ({ value, label: APPROVERS[value].title }))}
            {...form.getInputProps('required_role')}
          />
          <NumberInput
            label="How many of them"
            min={1}
            max={20}
            allowDecimal={false}
            clampBehavior="strict"
            {...form.getInputProps('min_approvals')}
            onChange={(count) => form.setFieldValue('min_approvals', Number(count) || 1)}
          />
          <AmountInput
            label="From a budget of"
            description="Left out, from the first dollar on"
            currency="USD"
            value={values.budget_from}
            onChange={(amount) => form.setFieldValue('budget_from', amount)}
          />
          <AmountInput
            label="Not below a budget of"
            description="Left out, no campaign is too small"
            currency="USD"
            value={values.auto_approve_below}
            onChange={(amount) => form.setFieldValue('auto_approve_below', amount)}
            error={form.errors.auto_approve_below as string | undefined}
          />
        </SimpleGrid>
        <MultiSelect
          label="On these channels"
          description="With categories: on one of the channels, or in one of the categories"
          placeholder={values.channels.length > 0 ? undefined : 'Every channel'}
          data={(Object.keys(CHANNELS) as Channel[]).map((value) => ({ value, label: CHANNELS[value] }))}
          clearable
          clearButtonProps={{ 'aria-label': 'Every channel' }}
          {...form.getInputProps('channels')}
        />
        <MultiSelect
          label="About these categories"
          placeholder={values.categories.length > 0 ? undefined : 'Every category'}
          data={known.map((value) => ({ value, label: CATEGORIES[value] ? nameOf(value) : value }))}
          searchable
          maxValues={20}
          clearable
          clearButtonProps={{ 'aria-label': 'Every category' }}
          {...form.getInputProps('categories')}
        />
        <Checkbox
          label="One person more reads the creatives"
          description="Who approves creatives, whenever there are any to be read"
          {...form.getInputProps('creative_review', { type: 'checkbox' })}
        />
        <Checkbox
          label="One person of legal more agrees"
          {...form.getInputProps('legal_review', { type: 'checkbox' })}
        />
        <Text size="sm" role="status">
          {approvalSentence(values)}
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

/** Words beside codes, where two codes have one word. */
function nameOf(code: string): string {
  return code.startsWith('IAB') ? `${CATEGORIES[code]} (${code})` : (CATEGORIES[code] ?? code);
}
