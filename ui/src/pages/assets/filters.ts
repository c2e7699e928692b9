/** Which assets the library shows, and how: kept in the address. */
import { type AssetStatus, type AssetType, RIGHTS, type RightsState, STATES, TYPES } from './words';

export type Order = '-created_at' | 'name';
export const ORDERS: Record<Order, string> = { '-created_at': 'Newest first', name: 'By name' };

export interface Filters {
  text?: string;
  type?: AssetType[];
  status?: AssetStatus[];
  rights?: RightsState;
  tag?: string[];
  /** Left out for everywhere; empty for what lies in no folder. */
  folder?: string;
  sort?: Order;
  view?: 'table';
}

/** Of an address's query; what the library does not know is dropped. */
export function filtersOf(query: Record<string, unknown>): Filters {
  return trimmed({
    text: typeof query.text === 'string' ? query.text : undefined,
    type: known(query.type, TYPES),
    status: known(query.status, STATES),
    rights: known(query.rights, RIGHTS)[0],
    tag: several(query.tag).filter((tag): tag is string => typeof tag === 'string'),
    folder: typeof query.folder === 'string' ? query.folder : undefined,
    sort: query.sort === 'name' ? 'name' : undefined,
    view: query.view === 'table' ? 'table' : undefined,
  });
}

/** Without what says nothing; an empty folder is the top. */
export function trimmed(filters: Filters): Filters {
  const said = Object.entries(filters).filter(
    ([name, value]) => value !== undefined && (name === 'folder' || value.length > 0),
  );
  return Object.fromEntries(said) as Filters;
}

/** Whether less than a folder is shown. */
export function isFiltered({ folder: _, sort: __, view: ___, ...filters }: Filters): boolean {
  return Object.keys(trimmed(filters)).length > 0;
}

function several(value: unknown): unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

function known<Word extends string>(value: unknown, words: Record<Word, unknown>): Word[] {
  return several(value).filter((one): one is Word => typeof one === 'string' && one in words);
}
