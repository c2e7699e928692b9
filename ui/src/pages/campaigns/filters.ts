/** Which campaigns a list shows: kept in the address, so that a list can be sent to somebody and saved as a view. */
import type { CampaignSort, Channel, SavedView, Stage } from '@/api/types';
import { CHANNELS } from '@/parts/words/channels';
import { SORTS, STAGES } from './words';

export interface Filters {
  q?: string;
  stage?: Stage[];
  channel?: Channel[];
  sort?: CampaignSort;
}

export const NEWEST: CampaignSort = '-created_at';

/** Of an address's query; what a list does not know is dropped. */
export function filtersOf(query: Record<string, unknown>): Filters {
  const sort = known([query.sort], SORTS)[0];
  return trimmed({
    q: typeof query.q === 'string' ? query.q : undefined,
    stage: known(several(query.stage), STAGES),
    channel: known(several(query.channel), CHANNELS),
    sort: sort === NEWEST ? undefined : sort,
  });
}

/** A saved view as the filters it stands for. */
export function filtersOfView(view: Pick<SavedView, 'filters' | 'sort'>): Filters {
  return filtersOf({ ...view.filters, sort: view.sort });
}

/** The other way round, as a view is saved. */
export function viewOf({ sort = NEWEST, ...filters }: Filters): Pick<SavedView, 'filters' | 'sort'> {
  return { filters: filters as SavedView['filters'], sort };
}

export function isSame(one: Filters, other: Filters): boolean {
  return written(one) === written(other);
}

export function isFiltered({ sort: _, ...filters }: Filters): boolean {
  return Object.keys(trimmed(filters)).length > 0;
}

function written({ q, stage, channel, sort }: Filters): string {
  return JSON.stringify([q ?? '', [...(stage ?? [])].sort(), [...(channel ?? [])].sort(), sort ?? NEWEST]);
}

export function trimmed(filters: Filters): Filters {
  const said = Object.entries(filters).filter(([, value]) => value !== undefined && value.length > 0);
  return Object.fromEntries(said) as Filters;
}

function several(value: unknown): unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

function known<Word extends string>(values: unknown[], words: Record<Word, unknown>): Word[] {
  return values.filter((value): value is Word => typeof value === 'string' && value in words);
}
