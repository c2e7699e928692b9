/** What rules of approval and rules of the gate are alike in. */
import { Button, Group, MultiSelect, Stack, Text } from '@mantine/core';
import type { GetInputPropsReturnType, UseFormReturnType } from '@mantine/form';
import type { ReactNode } from 'react';
import type { Channel } from '@/api/types';
import { AmountInput } from '@/parts/money/AmountInput';
import { CHANNELS } from '@/parts/words/channels';

export interface RuleProps<Rule> {
  rule: Rule;
  /** Names that other rules have. */
  taken: readonly string[];
  isNew: boolean;
  /** Null takes it away. */
  onPut: (rule: Rule | null) => void;
}

interface Props<Rule> extends Pick<RuleProps<Rule>, 'isNew' | 'onPut'> {
  form: UseFormReturnType<Rule>;
  /** What it does, said as it is changed. */
  sentence: string;
  children: ReactNode;
}

export function RuleForm<Rule extends { name: string }>({ form, sentence, isNew, onPut, children }: Props<Rule>) {
  return (
    <form onSubmit={form.onSubmit((said) => onPut({ ...said, name: said.name.trim() }))}>
      <Stack>
        {children}
        <Text size="sm" role="status">
          {sentence}
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

/** What is wrong with a rule's name. */
export function nameFault(name: string, taken: readonly string[]): string | null {
  if (!name.trim()) return 'Give it a name';
  return taken.includes(name.trim()) ? 'Another rule has it' : null;
}

interface ChannelsProps {
  props: GetInputPropsReturnType;
  channels: readonly unknown[];
  description?: string;
}

export function ChannelsInput({ props, channels, description }: ChannelsProps) {
  return (
    <MultiSelect
      label="On these channels"
      description={description}
      placeholder={channels.length > 0 ? undefined : 'Every channel'}
      data={(Object.keys(CHANNELS) as Channel[]).map((value) => ({ value, label: CHANNELS[value] }))}
      clearable
      clearButtonProps={{ 'aria-label': 'Every channel' }}
      {...props}
    />
  );
}

type BudgetProps = Pick<React.ComponentProps<typeof AmountInput>, 'value' | 'onChange'>;

export function BudgetFromInput(props: BudgetProps) {
  return (
    <AmountInput label="From a budget of" description="Left out, from the first dollar on" currency="USD" {...props} />
  );
}
