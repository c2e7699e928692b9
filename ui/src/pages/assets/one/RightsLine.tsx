/** From when until when something may be used, drawn: the last thirty days in another colour, and today's place in it. */
import { Text } from '@mantine/core';
import { When } from '@/parts/time/When';
import classes from './RightsLine.module.css';

const DAY_MS = 86_400_000;
const WARNED_DAYS = 30;
const ROOM_DAYS = 45;

interface Props {
  from: string | null;
  until: string | null;
}

export function RightsLine({ from, until }: Props) {
  const now = Date.now();
  const start = from ? Date.parse(from) : null;
  const end = until ? Date.parse(until) : null;
  const room = ROOM_DAYS * DAY_MS;
  const first = Math.min(start ?? now - room, now - room / 3);
  const last = Math.max(end ?? Math.max(now, start ?? now) + 2 * room, now + room / 3);
  const at = (instant: number) => (100 * (instant - first)) / (last - first);
  const left = start === null ? 0 : at(start);
  const right = end === null ? 100 : at(end);
  const warned = end === null ? 100 : Math.max(left, at(end - WARNED_DAYS * DAY_MS));
  const today = at(now);
  return (
    <div className={classes.drawn} aria-hidden>
      <div className={classes.track}>
        <span
          className={classes.good}
          data-open={end === null || undefined}
          style={{ left: `${left}%`, width: `${Math.max(0, warned - left)}%` }}
        />
        <span className={classes.ending} style={{ left: `${warned}%`, width: `${Math.max(0, right - warned)}%` }} />
        <span className={classes.today} style={{ left: `${today}%` }} />
      </div>
      <Text size="xs" c="dimmed" className={classes.names}>
        <span>{from ? <When at={from} isDay /> : 'From the beginning'}</span>
        <span className={classes.now} style={{ left: `${Math.min(76, Math.max(24, today))}%` }}>
          today
        </span>
        <span>{until ? <When at={until} isDay /> : 'without end'}</span>
      </Text>
    </div>
  );
}
