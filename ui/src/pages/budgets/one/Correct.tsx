import { Alert, Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useSessionStorage } from '@mantine/hooks';
import { asProblem, byField } from '@/api/problem';
import type { Campaign } from '@/api/types';
import { AmountInput } from '@/parts/money/AmountInput';
import { showDone } from '@/parts/states/problems';
import { Trouble } from '@/parts/states/Trouble';
import { Ago } from '@/parts/time/When';
import { Money } from '@/parts/words/figures';
import { type Entry, useCorrect } from '../queries';

const NANOS = 9;
const SHORTEST_REASON = 3;

interface Props {
  campaign: Campaign;
  entry: Entry;
  nameOf: (id: string) => string;
  onDone: () => void;
}

interface Typed {
  amount: string | null;
  reason: string;
}

/** Says what a bill counts for from now on, and why. What was typed outlives a reload and a refusal. */
export function Correct({ campaign, entry, nameOf, onDone }: Props) {
  const correct = useCorrect(campaign.id, entry.sequence);
  const [typed, setTyped, forget] = useSessionStorage<Typed>({
    key: `correction ${campaign.id} ${entry.sequence}`,
    defaultValue: { amount: null, reason: '' },
    getInitialValueInEffect: false,
  });
  const { amount, reason } = typed;
  const problem = correct.error && asProblem(correct.error);
  const wrong = problem ? byField(problem) : {};
  const isOvertaken = problem?.status === 409;
  const last = entry.corrections.at(-1);
  const isReady = amount !== null && reason.trim().length >= SHORTEST_REASON;
  const send = () =>
    amount !== null &&
    correct.mutate(
      { amount, counts: entry.counts, reason: reason.trim() },
      {
        onSuccess: () => {
          forget();
          showDone(`The bill is put right. ${campaign.name}'s spend follows.`);
          onDone();
        },
      },
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) send();
      }}
    >
      <Stack gap="sm">
        <AmountInput
          label="It counts for"
          description="From now on; 0 takes it out of the spend"
          currency={entry.currency}
          decimals={NANOS}
          value={amount}
          onChange={(next) => setTyped({ ...typed, amount: next })}
          error={wrong.amount}
        />
        <Textarea
          label="Why"
          description="Stays beside the entry for good"
          autosize
          minRows={2}
          maxLength={2_000}
          value={reason}
          onChange={({ currentTarget }) => setTyped({ ...typed, reason: currentTarget.value })}
          error={wrong.reason}
        />
        {isOvertaken && last ? (
          <Alert color="amber" variant="light" role="alert" title="Somebody put it right meanwhile">
            {nameOf(last.made_by)} made it count for{' '}
            <Money amount={last.after} currency={entry.currency} decimals={NANOS} />, <Ago at={last.made_at} />: “
            {last.reason}”. Send yours again if it still holds.
          </Alert>
        ) : (
          problem && !wrong.amount && !wrong.reason && <Trouble error={problem} />
        )}
        <Group justify="flex-end" gap="sm">
          {!isReady && (
            <Text size="xs" c="dimmed">
              Say what it counts for, and why.
            </Text>
          )}
          <Button type="submit" loading={correct.isPending} disabled={!isReady}>
            Put it right
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
