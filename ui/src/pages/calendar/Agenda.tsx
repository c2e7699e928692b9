import { Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { sentence } from '@/parts/states/problems';
import { When } from '@/parts/time/When';
import classes from './Agenda.module.css';
import { type Day, said, today } from './days';
import { byBeginning, type Entry, isWithin } from './entries';
import { beginningOf } from './legal';
import type { Blackout } from './queries';
import { type Trouble, type Troubles, troubleColor, troubleWords } from './troubles';
import { KINDS, spanWords, stageWords } from './words';

interface Props {
  from: Day;
  to: Day;
  entries: readonly Entry[];
  blackouts: readonly Blackout[];
  troubles: Troubles;
  onOpen: (entry: Entry) => void;
}

/** Day by day, what begins: of what runs already, the first of the days says so. */
export function Agenda({ from, to, entries, blackouts, troubles, onOpen }: Props) {
  const days = new Map<Day, Entry[]>();
  for (const entry of entries.filter((one) => isWithin(one, from, to)).sort(byBeginning)) {
    const day = entry.first === null || entry.first < from ? from : entry.first;
    days.set(day, [...(days.get(day) ?? []), entry]);
  }
  const free = blackouts.filter((one) => one.first_day <= to && one.last_day >= from);
  for (const { first_day } of free) {
    const day = first_day < from ? from : first_day;
    days.set(day, days.get(day) ?? []);
  }
  return (
    <ol className={classes.agenda} aria-label="Day by day">
      {[...days.keys()].sort().map((day) => (
        <li key={day}>
          <h2 className={classes.day} data-today={day === today() || undefined}>
            {said(day, 'long')}
            {day === today() && ', today'}
          </h2>
          <ul className={classes.lines}>
            {free
              .filter(({ first_day }) => (first_day < from ? from : first_day) === day)
              .map(({ id, name, last_day, first_day }) => (
                <li key={id} className={classes.free}>
                  Kept free: {name}
                  {last_day !== first_day && `, until ${said(last_day, 'short')}`}
                </li>
              ))}
            {days.get(day)?.map((entry) => (
              <li key={entry.id}>
                <Line entry={entry} isRunning={entry.first !== day} trouble={troubles.get(entry.id)} onOpen={onOpen} />
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}

interface LineProps {
  entry: Entry;
  isRunning: boolean;
  trouble?: Trouble;
  onOpen: (entry: Entry) => void;
}

function Line({ entry, isRunning, trouble, onOpen }: LineProps) {
  const { one, color } = KINDS[entry.kind];
  return (
    <button
      type="button"
      className={classes.line}
      style={{ '--kind': color } as React.CSSProperties}
      onClick={() => onOpen(entry)}
    >
      <span>
        <b>{entry.name}</b>
        <Text span size="xs" c="dimmed" display="block">
          {one}, {stageWords(entry.stage)}
          {isRunning
            ? `, runs ${spanWords(entry)}`
            : entry.last && entry.last !== entry.first && `, until ${said(entry.last, 'short')}`}
        </Text>
        {trouble && (
          <Text span size="xs" c={trouble.isMild ? 'dimmed' : 'var(--mantine-color-error)'} display="block">
            <IconAlertTriangle size={13} aria-hidden color={troubleColor(trouble)} /> {sentence(troubleWords(trouble))}
          </Text>
        )}
      </span>
      {!isRunning && <When at={beginningOf(entry)} zone={entry.zone} none="" />}
    </button>
  );
}
