import { Loader, SimpleGrid, Text } from '@mantine/core';
import { IconCircleCheck, IconCircleMinus, IconCircleX, IconClockPause } from '@tabler/icons-react';
import type { Schemas } from '@/api/types';
import { microsOf } from '@/parts/money/money';
import { Facts } from '@/parts/page/Facts';
import { Jump } from '@/parts/page/Jump';
import { ErrorState } from '@/parts/states/ErrorState';
import { sentence } from '@/parts/states/problems';
import { When } from '@/parts/time/When';
import { Money } from '@/parts/words/figures';
import classes from './Messages.module.css';
import { useMessage } from './queries';
import { feedbackOf, GATES, type Message, RULINGS } from './words';

const MARKS: Record<Schemas['Ruling'], typeof IconCircleCheck> = {
  passed: IconCircleCheck,
  refused: IconCircleX,
  deferred: IconClockPause,
  waived: IconCircleMinus,
};

interface Props {
  message: Message;
  template: string;
  zone: string;
}

/** How one message fared: every look at it, gate by gate, and what came back. */
export function Why({ message, template, zone: theirs }: Props) {
  const { data, error, refetch } = useMessage(message.message_id);
  const zone = theirs || undefined;
  if (error && !data) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <Loader type="dots" aria-label="Loading" />;
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
      <div>
        <Text size="sm" fw={600} mb={6}>
          Looked at {data.looks.length === 1 ? 'once' : `${data.looks.length} times`}
        </Text>
        <ol className={classes.looks}>
          {data.looks.map((look) => (
            <li key={look.at}>
              <Text component="div" size="xs" c="dimmed">
                <When at={look.at} zone={zone} />
              </Text>
              <ul className={classes.gates}>
                {look.verdicts.map((verdict) => (
                  <Gate key={verdict.gate} verdict={verdict} zone={zone} />
                ))}
              </ul>
              {look.note && (
                <Text size="sm" mt={4}>
                  {sentence(look.note)}
                </Text>
              )}
            </li>
          ))}
        </ol>
      </div>
      <div>
        <Facts
          facts={[
            ['Message', message.template_id ? template : null],
            ['As they see it', seen(message)],
            ['Planned', <When key="planned" at={data.planned_at} zone={zone} />],
            ['Handed over', data.settled_at && <When key="settled" at={data.settled_at} zone={zone} />],
            ['Sent by', data.provider && sentence(data.provider)],
            ['Attempts', data.attempts > 1 ? String(data.attempts) : null],
            ['Cost', cost(data)],
            ...data.feedback.map(
              (one) => [feedbackOf(one.kind), <Came key={one.at + one.kind} back={one} zone={zone} />] as const,
            ),
          ]}
        />
      </div>
    </SimpleGrid>
  );
}

function Gate({ verdict, zone }: { verdict: Schemas['api__routes__messages__VerdictView']; zone?: string }) {
  const Mark = MARKS[verdict.ruling];
  const isStop = verdict.ruling === 'refused';
  return (
    <li className={classes.gate}>
      <Mark size={18} aria-hidden color={isStop ? 'var(--mantine-color-error)' : 'var(--ce-accent)'} />
      <Text size="sm" component="div">
        <b>{GATES[verdict.gate]}</b> {RULINGS[verdict.ruling]}
        {verdict.reason && (
          <Text span inherit c="dimmed">
            : {verdict.reason}
          </Text>
        )}
        {verdict.until && (
          <div>
            Looked at again <When at={verdict.until} zone={zone} />
          </div>
        )}
      </Text>
    </li>
  );
}

function Came({ back, zone }: { back: Schemas['FeedbackView']; zone?: string }) {
  return (
    <>
      <When at={back.at} zone={zone} />
      {back.is_bot && ' by a program, not a person'}
      {back.reason && `: ${back.reason}`}
      {back.url && <div>{back.url}</div>}
    </>
  );
}

function seen(message: Message) {
  if (message.status !== 'sent') return null;
  return (
    <Jump to="/outbox" search={{ message: message.message_id }}>
      In the outbox
    </Jump>
  );
}

function cost({ cost: amount, currency }: Message) {
  return currency && microsOf(amount) > 0n ? <Money amount={amount} currency={currency} decimals={4} /> : null;
}
