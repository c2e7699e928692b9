import { Anchor } from '@mantine/core';
import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { BarButton } from './BarButton';
import { between, type Day, said, today, weekFrom } from './days';
import { type Entry, movedBy } from './entries';
import { barsOf, hiddenOf } from './lanes';
import type { Blackout } from './queries';
import type { Troubles } from './troubles';
import type { Moving } from './useMoving';
import classes from './Weeks.module.css';

interface Props {
  mondays: readonly Day[];
  /** Days of another month are drawn fainter; left out, none are. */
  month?: string;
  entries: readonly Entry[];
  blackouts: readonly Blackout[];
  troubles: Troubles;
  moving: Moving;
  onOpen: (entry: Entry) => void;
  onWeek: (day: Day) => void;
}

const LINES = 5;
const STARTS_AT_PX = 5;
const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

interface Grip {
  entry: Entry;
  /** Where it was held when it began to be dragged. */
  day: Day | null;
  x: number;
  y: number;
}

/**
 * Weeks with bars over them. A bar is opened by Enter, and moved by dragging it, or by M and then the arrow keys.
 *
 * One bar at a time is a stop of the Tab key; arrow keys lead to the others.
 */
export function Weeks({ mondays, month, entries, blackouts, troubles, moving, onOpen, onWeek }: Props) {
  const [current, setCurrent] = useState('');
  const root = useRef<HTMLDivElement>(null);
  const grip = useRef<Grip | null>(null);
  const { carried } = moving;
  const isTall = mondays.length === 1;
  const shown = entries.map((entry) => (carried?.entry.id === entry.id ? movedBy(entry, carried.days) : entry));
  const ids = [...new Set(shown.map(({ id }) => id))];
  const stop = ids.includes(current) ? current : (ids[0] ?? '');

  const dayUnder = (x: number, y: number): Day | null => {
    const under = document.elementsFromPoint(x, y) as HTMLElement[];
    return under.find((one) => one.dataset.day)?.dataset.day ?? null;
  };
  const onGrip = (event: PointerEvent<HTMLElement>, entry: Entry) => {
    if (event.button !== 0 || event.pointerType === 'touch' || carried) return;
    grip.current = { entry, day: null, x: event.clientX, y: event.clientY };
  };
  const onDrag = (event: PointerEvent<HTMLElement>) => {
    const held = grip.current;
    if (!held) return;
    if (!held.day) {
      if (Math.hypot(event.clientX - held.x, event.clientY - held.y) < STARTS_AT_PX) return;
      const begun = dayUnder(held.x, held.y);
      if (!begun || !moving.pickUp(held.entry)) {
        grip.current = null;
        return;
      }
      held.day = begun;
      root.current?.setPointerCapture?.(event.pointerId);
    }
    const day = dayUnder(event.clientX, event.clientY);
    if (day) moving.carry(between(held.day, day));
  };
  const onDrop = () => {
    const held = grip.current;
    grip.current = null;
    if (held?.day) moving.putDown();
  };
  const walk = (from: string, by: number) => {
    const next = ids[Math.max(0, Math.min(ids.length - 1, ids.indexOf(from) + by))];
    if (!next) return;
    setCurrent(next);
    requestAnimationFrame(() => root.current?.querySelector<HTMLElement>(`[data-bar="${next}"]`)?.focus());
  };
  const onKey = (event: KeyboardEvent, entry: Entry) => {
    const step = STEPS[event.key];
    if (carried) return;
    if (step) walk(entry.id, Math.sign(step));
    else if (event.key === 'm' || event.key === 'M') moving.pickUp(entry);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  useCarrying(moving, root);

  return (
    <div
      ref={root}
      className={classes.calendar}
      data-carrying={carried ? true : undefined}
      onPointerMove={onDrag}
      onPointerUp={onDrop}
      onPointerCancel={onDrop}
    >
      <div className={classes.names} aria-hidden>
        {weekFrom(mondays[0] ?? today()).map((day) => (
          <span key={day}>{said(day, 'weekday')}</span>
        ))}
      </div>
      {mondays.map((monday) => {
        const week = weekFrom(monday);
        const bars = barsOf(shown, monday, week[6] ?? monday);
        const lines = isTall ? Number.POSITIVE_INFINITY : LINES;
        const hidden = hiddenOf(bars, lines);
        return (
          <section
            key={monday}
            className={classes.week}
            data-tall={isTall || undefined}
            aria-label={`Week of ${said(monday, 'long')}`}
          >
            {week.map((day, column) => (
              <DayCell key={day} day={day} column={column} month={month} blackouts={blackouts} />
            ))}
            {labelsOf(blackouts, week).map(([column, names]) => (
              <span
                key={column}
                className={classes.free}
                title={names}
                style={{ '--column': column } as React.CSSProperties}
              >
                {names}
              </span>
            ))}
            {bars
              .filter(({ line, entry }) => line < lines || entry.id === carried?.entry.id)
              .map((bar) => (
                <BarButton
                  key={bar.entry.id}
                  bar={bar}
                  isTall={isTall}
                  isCarried={bar.entry.id === carried?.entry.id}
                  isStop={bar.entry.id === stop}
                  trouble={troubles.get(bar.entry.id)}
                  onOpen={onOpen}
                  onGrip={onGrip}
                  onKey={onKey}
                  onFocus={setCurrent}
                />
              ))}
            {hidden.map(
              (count, column) =>
                count > 0 && (
                  <Anchor
                    key={week[column]}
                    component="button"
                    type="button"
                    className={classes.more}
                    style={{ gridRow: LINES + 1, gridColumn: column + 1 }}
                    aria-label={`${count} more on ${said(week[column] ?? monday, 'long')}: show its week`}
                    onClick={() => onWeek(week[column] ?? monday)}
                  >
                    {count} more
                  </Anchor>
                ),
            )}
          </section>
        );
      })}
    </div>
  );
}

/** By column, the names of days kept free: each on the first of them that the week has. */
function labelsOf(blackouts: readonly Blackout[], week: readonly Day[]): [column: number, names: string][] {
  const [monday = '', sunday = ''] = [week[0], week[6]];
  const names = new Map<number, string[]>();
  for (const { name, first_day, last_day } of blackouts) {
    if (first_day > sunday || last_day < monday) continue;
    const column = first_day < monday ? 0 : between(monday, first_day);
    names.set(column, [...(names.get(column) ?? []), name]);
  }
  return [...names].map(([column, all]) => [column, all.join(', ')]);
}

/** What is carried follows the arrow keys wherever the focus is: its bar may be drawn anew in another week. */
function useCarrying(moving: Moving, root: RefObject<HTMLDivElement | null>) {
  const { carried, asked, carry, putDown, putBack } = moving;
  const last = useRef('');
  useEffect(() => {
    if (carried) last.current = carried.entry.id;
    if (asked) return;
    if (last.current) {
      root.current?.querySelector<HTMLElement>(`[data-bar="${last.current}"]`)?.focus();
      if (!carried) last.current = '';
    }
    if (!carried) return;
    const onKey = (event: globalThis.KeyboardEvent) => {
      const step = STEPS[event.key];
      if (step) carry(carried.days + step);
      else if (event.key === 'Enter' || event.key === ' ') putDown();
      else if (event.key === 'Escape') putBack();
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    document.addEventListener('keydown', onKey, true);
    return () => document.removeEventListener('keydown', onKey, true);
  });
}

interface CellProps {
  day: Day;
  column: number;
  month?: string;
  blackouts: readonly Blackout[];
}

function DayCell({ day, column, month, blackouts }: CellProps) {
  const free = blackouts.filter(({ first_day, last_day }) => first_day <= day && day <= last_day);
  const isToday = day === today();
  return (
    <div
      className={classes.day}
      style={{ '--column': column } as React.CSSProperties}
      data-day={day}
      data-first={column === 0 || undefined}
      data-outside={(month !== undefined && !day.startsWith(month)) || undefined}
      data-free={free.length > 0 || undefined}
    >
      <span className={classes.number} data-today={isToday || undefined}>
        {said(day, day.endsWith('-01') ? 'short' : 'day')}
      </span>
    </div>
  );
}
