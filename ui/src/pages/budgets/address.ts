/** What the address of a page says of what it shows. */
import type { Stage } from '@/api/types';

export const SHOWN = {
  air: { title: 'On air', stages: ['live', 'paused'] },
  ahead: { title: 'Still to come', stages: ['approved', 'scheduled'] },
  over: { title: 'Over', stages: ['completed', 'archived'] },
} as const satisfies Record<string, { title: string; stages: readonly Stage[] }>;

export type Shown = keyof typeof SHOWN;

export function shownOf(query: Record<string, unknown>): { show?: Shown } {
  const { show } = query;
  return typeof show === 'string' && show in SHOWN && show !== 'air' ? { show: show as Shown } : {};
}

/** The entry of the ledger that is looked at. */
export function entryOf(query: Record<string, unknown>): { entry?: number } {
  const entry = Number(query.entry);
  return Number.isSafeInteger(entry) && entry > 0 ? { entry } : {};
}
