/** Which templates are listed, and what of one is looked at: kept in the address. */
import type { Channel, Schemas } from '@/api/types';
import { CHANNELS } from '@/parts/words/channels';

export type Standing = Schemas['Standing'];

export const STANDINGS: Record<Standing, string> = {
  unpublished: 'Never published',
  changed: 'Changed since published',
  published: 'As published',
};

export interface Filters {
  q?: string;
  channel?: Channel;
  standing?: Standing;
  archived?: true;
}

export function filtersOf(query: Record<string, unknown>): Filters {
  const { q, channel, standing } = query;
  return trimmed({
    q: typeof q === 'string' ? q : undefined,
    channel: String(channel) in CHANNELS ? (channel as Channel) : undefined,
    standing: String(standing) in STANDINGS ? (standing as Standing) : undefined,
    archived: query.archived ? true : undefined,
  });
}

export function trimmed<Said extends object>(said: Said): Said {
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined && value !== '')) as Said;
}

export function isFiltered({ q, channel, standing, archived }: Filters): boolean {
  return Boolean(q || channel || standing || archived);
}

export const TABS = { write: 'Write', values: 'Values and links', versions: 'Versions', uses: 'Used by' } as const;
export type Tab = keyof typeof TABS;

export interface Shown {
  tab?: Tab;
  /** Of `versions`: which is compared. */
  version?: number;
}

export function shownOf({ tab, version }: Record<string, unknown>): Shown {
  const number = Number(version);
  return trimmed({
    tab: String(tab) in TABS ? (tab as Tab) : undefined,
    version: version !== undefined && Number.isInteger(number) && number > 0 ? number : undefined,
  });
}
