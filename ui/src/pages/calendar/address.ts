/** What the calendar shows: kept in the address. */
import { type Day, isDay } from './days';

export type View = 'month' | 'week' | 'list';
export type Kind = 'campaign' | 'broadcast' | 'journey' | 'launch';

const VIEWS: readonly View[] = ['month', 'week', 'list'];
const KINDS: readonly Kind[] = ['campaign', 'broadcast', 'journey', 'launch'];

export interface Shown {
  view?: View;
  /** A day within what is shown; left out, today. */
  at?: Day;
  /** Left out, every kind. */
  kind?: Kind[];
  /** What is opened beside the calendar. */
  open?: string;
}

/** Of an address's query; what makes no sense is dropped. */
export function shownOf({ view, at, kind, open }: Record<string, unknown>): Shown {
  const kinds = (Array.isArray(kind) ? kind : [kind]).filter((one): one is Kind => KINDS.includes(one as Kind));
  return {
    ...(VIEWS.includes(view as View) && view !== 'month' && { view: view as View }),
    ...(isDay(at) && { at }),
    ...(kinds.length > 0 && kinds.length < KINDS.length && { kind: kinds }),
    ...(typeof open === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(open) && { open }),
  };
}
