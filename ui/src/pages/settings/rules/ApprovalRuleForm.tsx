import { Checkbox, MultiSelect, NativeSelect, SimpleGrid, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { AmountInput } from '@/parts/money/AmountInput';
import { microsOf } from '@/parts/money/money';
import { WholeInput } from '@/parts/writing/WholeInput';
import { APPROVERS, type ApproverRole, approvalSentence, CATEGORIES } from './approvals';
import type { ApprovalRule } from './queries';
import { BudgetFromInput, ChannelsInput, nameFault, RuleForm, type RuleProps } from './RuleForm';

/** One rule, with what it does said below as it is changed. */
export function ApprovalRuleForm({ rule, taken, isNew, onPut }: RuleProps<ApprovalRule>) {
  const form = useForm<ApprovalRule>({
    initialValues: rule,
    validate: {
      name: (name) => nameFault(name, taken),
      auto_approve_below: (below, { budget_from }) =>
        below && budget_from && microsOf(below) <= microsOf(budget_from)
          ? 'It applies from a larger budget on: this waives nothing'
          : null,
    },
  });
  const { values } = form;
  const known = [...new Set([...Object.keys(CATEGORIES), ...values.categories])];
  return (
    <RuleForm form={form} sentence={approvalSentence(values)} isNew={isNew} onPut={onPut}>
      <TextInput label="Name" required maxLength={80} data-autofocus {...form.getInputProps('name')} />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <NativeSelect
          label="Who approves"
          data={(Object.keys(APPROVERS) as ApproverRole[]).map((value) => ({ value, label: APPROVERS[value].title }))}
          {...form.getInputProps('required_role')}
        />
        <WholeInput
          label="How many of them"
          min={1}
          max={20}
          value={values.min_approvals}
          error={form.errors.min_approvals}
          onChange={(count) => form.setFieldValue('min_approvals', count)}
        />
        <BudgetFromInput value={values.budget_from} onChange={(amount) => form.setFieldValue('budget_from', amount)} />
        <AmountInput
          label="Not below a budget of"
          description="Left out, no campaign is too small"
          currency="USD"
          value={values.auto_approve_below}
          onChange={(amount) => form.setFieldValue('auto_approve_below', amount)}
          error={form.errors.auto_approve_below as string | undefined}
        />
      </SimpleGrid>
      <ChannelsInput
        description="With categories: on one of the channels, or in one of the categories"
        props={form.getInputProps('channels')}
        channels={values.channels}
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
      <Checkbox label="One person of legal more agrees" {...form.getInputProps('legal_review', { type: 'checkbox' })} />
    </RuleForm>
  );
}

/** Words beside codes, where two codes have one word. */
function nameOf(code: string): string {
  return code.startsWith('IAB') ? `${CATEGORIES[code]} (${code})` : (CATEGORIES[code] ?? code);
}
