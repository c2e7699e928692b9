/** What can be moved, and why the rest cannot. */
import type { Permission } from '@/api/types';
import { permitted } from '@/app/roles';
import { shifted } from './days';
import type { Entry } from './entries';

export interface Dates {
  starts_at: string | null;
  ends_at: string | null;
}

const BEGUN: ReadonlySet<string> = new Set(['live', 'paused']);

export function isBegun({ kind, stage }: Pick<Entry, 'kind' | 'stage'>): boolean {
  return kind === 'campaign' && BEGUN.has(stage);
}

/** Its date, and where it has none the day it went live. */
export function beginningOf(entry: Entry): string | null {
  return entry.starts_at ?? (isBegun(entry) ? entry.runs_from : null);
}

/** Why something cannot be moved at all; null where it can. */
export function whyNotMoved(entry: Entry, held: ReadonlySet<Permission>, now = Date.now()): string | null {
  const { kind, stage, starts_at } = entry;
  if (kind === 'journey') return 'A journey runs for as long as it is active: it has no dates to move.';
  const needs = kind === 'broadcast' ? 'journey:write' : 'campaign:write';
  if (!held.has(needs)) return `Your roles do not let you ${permitted(needs)}.`;
  if (kind === 'broadcast') {
    if (stage === 'scheduled') return null;
    if (stage === 'running') return 'It is going out already: pause or cancel it on its page.';
    return stage === 'paused' ? 'It has begun: it goes on when somebody resumes it.' : 'It is over.';
  }
  if (stage === 'completed' || stage === 'archived') return 'It is over.';
  if (isBegun(entry) && (starts_at === null || Date.parse(starts_at) <= now)) {
    return 'It has begun: only its end can be changed, under “Other dates”.';
  }
  if (starts_at === null) return 'It has no beginning to move: give it one where it is edited.';
  return null;
}

/** Whether at least its end can be changed: what runs is not begun anew. */
export function whyNoOtherDates(entry: Entry, held: ReadonlySet<Permission>, now = Date.now()): string | null {
  const why = whyNotMoved(entry, held, now);
  const isBegunCampaign = isBegun(entry) && held.has('campaign:write');
  const isOpen = entry.kind === 'campaign' && entry.starts_at === null && held.has('campaign:write');
  return isBegunCampaign || isOpen ? null : why;
}

/** Why these dates make no sense; null where they do. */
export function whyNotThen({ kind, ...before }: Entry, { starts_at, ends_at }: Dates, now = Date.now()): string | null {
  const isSameStart = starts_at === before.starts_at;
  if (!isSameStart && starts_at !== null && Date.parse(starts_at) <= now) {
    return kind === 'broadcast'
      ? 'That time is over: it would begin at once.'
      : 'That day is over: it cannot begin then.';
  }
  if (ends_at !== null && Date.parse(ends_at) <= now) return 'It would be over before now.';
  if (starts_at !== null && ends_at !== null && Date.parse(ends_at) <= Date.parse(starts_at)) {
    return 'It would end before it begins.';
  }
  return null;
}

/** Its dates, so many days on by its own clock. */
export function datesAfter({ starts_at, ends_at, zone }: Entry, days: number): Dates {
  const by = (at: string | null) => at && shifted(at, days, zone);
  return { starts_at: by(starts_at), ends_at: by(ends_at) };
}
