/** What gets in each other's way, in words: who, in what, and what to do. */

import { amountOf, microsOf, shownMoney } from '@/parts/money/money';
import { channelOf } from '@/parts/words/channels';
import type { Entry } from './entries';
import type { ApiConflict, Blackout } from './queries';

/** Everything that meets in the same: the API tells of each two of them. */
export interface Meeting {
  key: string;
  kind: ApiConflict['kind'];
  entries: Entry[];
  from_at: string;
  to_at: string;
  shared: string[];
  remedy: string;
}

export interface Known {
  blackouts: readonly Blackout[];
  segmentOf: (said: string) => string | null;
  budgets?: ReadonlyMap<string, { budget: string; currency: string }>;
}

/** From what matters most. Budgets that come together are worth a look, and mostly meant. */
const ORDER: readonly ApiConflict['kind'][] = ['blackout', 'same_audience', 'same_inventory', 'overlapping_budgets'];
const MOST_SHARED = 3;

export function isMild({ kind }: Pick<Meeting, 'kind'>): boolean {
  return kind === 'overlapping_budgets';
}

export function meetingsOf(conflicts: readonly ApiConflict[], entries: readonly Entry[]): Meeting[] {
  const known = new Map(entries.map((one) => [one.id, one]));
  const found = new Map<string, Meeting>();
  for (const { kind, entry_ids, shared, from_at, to_at, remedy } of conflicts) {
    const key = [kind, ...shared].join(' ');
    const before = found.get(key);
    const met = entry_ids.flatMap((id) => known.get(id) ?? []);
    found.set(key, {
      key,
      kind,
      shared,
      remedy,
      entries: [...new Set([...(before?.entries ?? []), ...met])],
      from_at: before && before.from_at < from_at ? before.from_at : from_at,
      to_at: before && before.to_at > to_at ? before.to_at : to_at,
    });
  }
  return [...found.values()].sort(
    (one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind) || one.from_at.localeCompare(other.from_at),
  );
}

/** What they meet in, after their names: "address the same people: everybody by E-mail." */
export function meetingWords({ kind, entries, shared }: Meeting, known: Known): string {
  switch (kind) {
    case 'same_audience':
      return `address the same people: ${listed(shared, (one) => audience(one, known))}.`;
    case 'same_inventory':
      return `go for the same places: ${listed(shared, (one) => one)}.`;
    case 'overlapping_budgets':
      return `spend for ${listed(shared, (one) => one)} at the same time${together(entries, known)}.`;
    default: {
      const free = known.blackouts.find(({ id }) => id === shared[0]);
      return `${entries.length === 1 ? 'runs' : 'run'} on days that are kept free${free ? `: ${free.name}` : ''}.`;
    }
  }
}

function listed(shared: readonly string[], words: (one: string) => string): string {
  const named = shared.slice(0, MOST_SHARED).map(words).join(', ');
  return shared.length > MOST_SHARED ? `${named} and ${shared.length - MOST_SHARED} more` : named;
}

/** "segment seg_1 by email" and "everybody by sms", as the API has them. */
function audience(said: string, { segmentOf }: Known): string {
  const [whom = '', channel] = said.split(' by ');
  const by = channel ? ` by ${channelOf(channel)}` : '';
  if (!whom.startsWith('segment ')) return `${whom}${by}`;
  const name = segmentOf(whom.slice('segment '.length));
  return `${name ? `whoever is in “${name}”` : 'one segment'}${by}`;
}

function together(entries: readonly Entry[], { budgets }: Known): string {
  const found = entries.map(({ id }) => budgets?.get(id));
  const currency = found[0]?.currency;
  if (!currency || found.some((one) => one?.currency !== currency)) return '';
  const sum = found.reduce((all, one) => all + microsOf(one?.budget ?? '0'), 0n);
  return `, ${shownMoney(amountOf(sum), currency)} together`;
}
