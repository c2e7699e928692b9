import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { showDone } from '@/parts/states/problems';
import { When } from '@/parts/time/When';
import { Listening, useHeldBack } from '@/parts/writing/heldBack';
import { WholeInput } from '@/parts/writing/WholeInput';
import { Refused } from '../Refused';
import { type Retained, useChoose } from './queries';
import { lasting } from './words';

const DAY_MS = 86_400_000;

/** For how long one kind is kept; what a shorter time takes away is said before it does. */
export function ChooseDays({ retained, onDone }: { retained: Retained; onDone: () => void }) {
  const choose = useChoose(retained.kind);
  const [days, setDays] = useState(retained.days);
  const [isSure, setSure] = useState(false);
  const { shortest_days: shortest, longest_days: longest } = retained;
  const { isOdd, isTyping, tell } = useHeldBack();
  const isShorter = days < retained.days;
  const save = (said: number | null) =>
    choose.mutate(said, {
      onSuccess: (now) => {
        showDone(`Kept for ${lasting(now.days).toLowerCase()} from now on.`);
        onDone();
      },
    });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isOdd) return;
        if (isShorter && !isSure) setSure(true);
        else save(days);
      }}
    >
      <Stack>
        <Listening value={tell}>
          <WholeInput
            label="Days to keep it"
            description={`From ${shortest} to ${longest}; by itself the product keeps it for ${retained.default_days}`}
            data-autofocus
            min={shortest}
            max={longest}
            value={days}
            onChange={(count) => {
              setDays(count);
              setSure(false);
            }}
          />
        </Listening>
        <div role="status">
          {!isOdd && (
            <Text size="sm">
              What is from before <When at={new Date(Date.now() - days * DAY_MS).toISOString()} isDay /> goes the next
              night{isShorter ? ', and cannot be brought back.' : '.'}
            </Text>
          )}
        </div>
        <Refused error={choose.error} />
        <Group justify="space-between">
          {retained.is_chosen ? (
            <Button variant="default" loading={choose.isPending} onClick={() => save(null)}>
              As the product does
            </Button>
          ) : (
            <span />
          )}
          <Button
            type="submit"
            loading={choose.isPending}
            disabled={isOdd || (days === retained.days && !isTyping)}
            color={isSure ? 'red' : undefined}
          >
            {isSure ? 'Yes, keep it for less' : 'Keep it so long'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
