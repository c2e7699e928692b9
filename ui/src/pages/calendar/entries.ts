/** What stands in the calendar: campaigns, broadcasts and journeys as the API has them, and launches that are no campaign yet. */
import type { Channel } from '@/api/types';
import { readerZone } from '@/parts/time/When';
import type { Kind } from './address';
import { type Day, dayOf, lastDayOf, later, today } from './days';
import type { ApiEntry, Launch } from './queries';

export interface Entry {
  kind: Kind;
  id: string;
  name: string;
  channels: Channel[];
  stage: string;
  starts_at: string | null;
  ends_at: string | null;
  /** Whose clock its dates are said by; the reader's where it has none of its own. */
  zone: string;
  /** Since when it runs by what happened, or from when on at the earliest; dates alone do not say of what has none. */
  runs_from: string | null;
  /** The days it is drawn on; open ends are null. */
  first: Day | null;
  last: Day | null;
}

/** A journey has no dates: it runs for as long as it is active. */
export function isAlways({ kind }: Pick<Entry, 'kind'>): boolean {
  return kind === 'journey';
}

export function entryOf({ kind, id, name, channels, stage, starts_at, ends_at, time_zone, ...runs }: ApiEntry): Entry {
  const { runs_from, runs_to } = runs;
  const first = runs_from && dayOf(runs_from);
  const ended = runs_to && lastDayOf(runs_to);
  const base = { kind, id, name, channels, stage, starts_at, ends_at, runs_from, zone: time_zone ?? readerZone() };
  if (kind !== 'broadcast') return { ...base, first, last: ended };
  // Its end is known once it is over: until then it counts for a day, and goes on for as long as it goes out.
  const isOver = stage === 'done' || stage === 'cancelled';
  const goesOut = stage === 'running' || stage === 'paused';
  const now = today();
  const last = isOver ? ended : goesOut && first && now > first ? now : first;
  return { ...base, ends_at: isOver ? ends_at : null, first, last };
}

export function entryOfLaunch({ id, brief, schedule, budget }: Launch): Entry {
  const { starts_at = null, ends_at = null } = schedule;
  return {
    kind: 'launch',
    id,
    name: brief.name ?? 'A launch without a name',
    channels: ['paid_media'],
    stage: 'being written',
    starts_at,
    ends_at,
    runs_from: starts_at,
    zone: budget.time_zone ?? readerZone(),
    first: starts_at && dayOf(starts_at),
    last: ends_at && lastDayOf(ends_at),
  };
}

/** The same, as it is drawn while it is moved by so many days. */
export function movedBy(entry: Entry, days: number): Entry {
  const by = (day: Day | null) => day && later(day, days);
  return { ...entry, first: by(entry.first), last: by(entry.last) };
}

/** Whether any of it lies within these days. */
export function isWithin({ first, last }: Pick<Entry, 'first' | 'last'>, from: Day, to: Day): boolean {
  return (first === null || first <= to) && (last === null || last >= from);
}

export const byBeginning = (one: Entry, other: Entry): number =>
  (one.first ?? '').localeCompare(other.first ?? '') ||
  (other.last ?? '9999').localeCompare(one.last ?? '9999') ||
  one.name.localeCompare(other.name);
