import { NativeSelect, Select, SimpleGrid, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { CHECKS, type Check, checksOf, ENFORCEMENTS, type Enforcement, FAMILIES, foundOf, gateSentence } from './gate';
import type { GateRule } from './queries';
import { BudgetFromInput, ChannelsInput, nameFault, RuleForm, type RuleProps } from './RuleForm';

const isFirm = (check: string) => CHECKS[check as Check]?.isFirm === true;

/** One rule, with what it does said below as it is changed. */
export function GateRuleForm({ rule, taken, isNew, onPut }: RuleProps<GateRule>) {
  const form = useForm<GateRule>({
    initialValues: isNew
      ? { ...rule, enforcement: CHECKS[rule.check as Check]?.shipped === 'warn' ? 'block' : 'warn' }
      : rule,
    validate: {
      name: (name) => nameFault(name, taken),
      enforcement: (enforcement, { check }) =>
        isFirm(check) && enforcement !== 'block' ? 'It always blocks: no rule relaxes it' : null,
    },
  });
  const { values } = form;
  return (
    <RuleForm form={form} sentence={gateSentence(values)} isNew={isNew} onPut={onPut}>
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
        <ChannelsInput props={form.getInputProps('channels')} channels={values.channels} />
        <BudgetFromInput value={values.budget_from} onChange={(amount) => form.setFieldValue('budget_from', amount)} />
      </SimpleGrid>
    </RuleForm>
  );
}
