import { Group, Kbd, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Campaign } from '@/api/types';
import { sentence } from '@/parts/states/problems';
import { Ago } from '@/parts/time/When';
import { CHANNELS } from '@/parts/words/channels';
import { Money } from '@/parts/words/figures';
import classes from './Queue.module.css';
import type { Pending } from './queries';

interface Props {
  mine: readonly Pending[];
  others: readonly Campaign[];
  current: string | undefined;
}

/** What waits for the reader, oldest first, and what waits for somebody else. */
export function Queue({ mine, others, current }: Props) {
  return (
    <nav className={classes.queue} aria-label="Queue">
      <Text component="h2" className={classes.heading}>
        {mine.length === 0 ? 'Nothing waits for you' : `Waiting for you: ${mine.length}`}
      </Text>
      {mine.map(({ campaign, review }) => (
        <Item key={campaign.campaign_id} id={campaign.campaign_id} name={campaign.name} current={current}>
          <span>
            <Money amount={campaign.budget} currency={campaign.currency} /> · {CHANNELS[campaign.channel]}
          </span>
          <span>
            {sentence(review.summary)} · <Ago at={review.opened_at} />
          </span>
        </Item>
      ))}
      {others.length > 0 && (
        <Text component="h2" className={classes.heading}>
          Waiting for others: {others.length}
        </Text>
      )}
      {others.map(({ id, name, budget, currency, channel }) => (
        <Item key={id} id={id} name={name} current={current}>
          <span>
            <Money amount={budget} currency={currency} /> · {CHANNELS[channel]}
          </span>
        </Item>
      ))}
      <Group gap={14} className={classes.keys} visibleFrom="sm">
        <Key letters={['j', 'k']}>next, previous</Key>
        <Key letters={['a']}>approve</Key>
        <Key letters={['r']}>request changes</Key>
      </Group>
    </nav>
  );
}

interface ItemProps {
  id: string;
  name: string;
  current: string | undefined;
  children: React.ReactNode;
}

function Item({ id, name, current, children }: ItemProps) {
  return (
    <Link
      to={`/approvals/${id}` as string}
      className={classes.item}
      aria-current={id === current ? 'page' : undefined}
      data-current={id === current || undefined}
    >
      <Text span fw={600} size="sm" className={classes.name}>
        {name}
      </Text>
      <Text span size="xs" c="dimmed" className={classes.facts}>
        {children}
      </Text>
    </Link>
  );
}

function Key({ letters, children }: { letters: readonly string[]; children: string }) {
  return (
    <Text span size="xs" c="dimmed">
      {letters.map((letter) => (
        <Kbd key={letter} size="xs" mr={3}>
          {letter}
        </Kbd>
      ))}{' '}
      {children}
    </Text>
  );
}
