/** What things in the calendar are called. */
import type { Schemas } from '@/api/types';
import type { Kind } from './address';
import { said } from './days';
import type { Entry } from './entries';

export const KINDS: Record<Kind, { one: string; many: string; color: string; to: string }> = {
  campaign: { one: 'Campaign', many: 'Campaigns', color: 'var(--mantine-color-pine-5)', to: '/campaigns/$id' },
  broadcast: { one: 'Broadcast', many: 'Broadcasts', color: 'var(--mantine-color-blue-5)', to: '/broadcasts/$id' },
  journey: { one: 'Journey', many: 'Journeys', color: 'var(--mantine-color-grape-5)', to: '/journeys/$id' },
  launch: { one: 'Launch', many: 'Launches', color: 'var(--mantine-color-gray-5)', to: '/campaigns/new' },
};

const STAGES: Record<string, string> = {
  in_review: 'in review',
  running: 'going out',
};

export function stageWords(stage: string): string {
  return STAGES[stage] ?? stage.replaceAll('_', ' ');
}

export const CONFLICTS: Record<Schemas['ConflictKind'], string> = {
  same_audience: 'The same people',
  same_inventory: 'The same places',
  overlapping_budgets: 'Budgets that come together',
  blackout: 'Days kept free',
};

/** "1 Mar to 14 Mar", "from 1 Mar on", "always". */
export function spanWords({ first, last }: Pick<Entry, 'first' | 'last'>): string {
  if (first && last) return first === last ? said(first, 'short') : `${said(first, 'short')} to ${said(last, 'short')}`;
  if (first) return `from ${said(first, 'short')} on`;
  return last ? `until ${said(last, 'short')}` : 'without dates';
}

export function days(count: number): string {
  const size = Math.abs(count);
  const far =
    size % 7 === 0 ? `${size / 7} ${size === 7 ? 'week' : 'weeks'}` : `${size} ${size === 1 ? 'day' : 'days'}`;
  return count < 0 ? `${far} earlier` : `${far} later`;
}
