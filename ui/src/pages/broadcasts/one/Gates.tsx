import { Skeleton, Text } from '@mantine/core';
import { IconCircleCheck, IconCircleMinus, IconCircleX, IconClockPause } from '@tabler/icons-react';
import type { Schemas } from '@/api/types';
import { sentence } from '@/parts/states/problems';
import { Trouble } from '@/parts/states/Trouble';
import { When } from '@/parts/time/When';
import { useMessage } from '../queries';
import classes from './Held.module.css';

const MARKS: Record<Schemas['Ruling'], typeof IconCircleCheck> = {
  passed: IconCircleCheck,
  refused: IconCircleX,
  deferred: IconClockPause,
  waived: IconCircleMinus,
};

const RULINGS: Record<Schemas['Ruling'], string> = {
  passed: 'let it pass',
  refused: 'held it back',
  deferred: 'told it to wait',
  waived: 'does not apply',
};

const GATES: Record<Schemas['Gate'], string> = {
  eligibility: 'Can they be reached?',
  holdout: 'Are they left out on purpose?',
  consent: 'Have they consented?',
  suppression: 'Are they suppressed?',
  frequency_cap: 'Have they had enough?',
  quiet_hours: 'Is it night there?',
  send_time: 'Does another hour suit them?',
};

/** What every gate said to one message when it was looked at last, and what came of it after that. */
export function Gates({ messageId }: { messageId: string }) {
  const { data, error, refetch } = useMessage(messageId);
  if (error && !data) return <Trouble error={error} onRetry={refetch} />;
  if (!data) return <Skeleton height={60} mt="xs" />;
  const last = data.looks.at(-1);
  if (!last) {
    return (
      <Text size="sm" c="dimmed" mt="xs">
        No gate has been asked yet.
      </Text>
    );
  }
  return (
    <>
      <ul className={classes.gates} aria-label="What each gate said">
        {last.verdicts.map(({ gate, ruling, reason, until }) => {
          const Mark = MARKS[ruling];
          return (
            <li key={gate} className={classes.gate}>
              <Mark
                size={18}
                aria-hidden
                color={ruling === 'refused' ? 'var(--mantine-color-error)' : 'var(--ce-accent)'}
              />
              <span>
                <b>{GATES[gate]}</b> {sentence(RULINGS[ruling])}
                {reason && `: ${reason}`}
                {until && (
                  <>
                    {' '}
                    until <When at={until} />
                  </>
                )}
              </span>
            </li>
          );
        })}
      </ul>
      {last.note && (
        <Text size="sm" mt={4}>
          {sentence(last.note)}
        </Text>
      )}
      <Text size="xs" c="dimmed" mt={4} component="div">
        Asked <When at={last.at} />
      </Text>
    </>
  );
}
