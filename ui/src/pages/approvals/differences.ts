/** What two revisions say differently, in the words of the form it was written in. */

import type { Schemas } from '@/api/types';
import { shownMoney } from '@/parts/money/money';
import { GOALS, PACINGS } from '@/parts/review/words';
import { sentence } from '@/parts/states/problems';
import { CHANNELS } from '@/parts/words/channels';
import { countryName } from '@/parts/words/countries';
import { grouped } from '@/parts/words/formats';

export type Difference = Schemas['api__routes__gate__DifferenceView'];

const NAMES: Record<string, string> = {
  name: 'Name',
  advertiser_domain: 'Advertiser',
  budget: 'Total',
  daily_budget: 'At most a day',
  pacing: 'Spread',
  'pricing.goal': 'Buys',
  'pricing.base_cpm': 'Usual price of a thousand',
  'pricing.max_cpm': 'Highest price of a thousand',
  'pricing.goal_value': 'Worth of one',
  starts_at: 'Start',
  ends_at: 'End',
  media_url: 'Image or film',
  landing_url: 'Leads to',
  html: 'Markup',
  os_versions: 'Oldest system versions',
};
const MONEY = new Set(['budget', 'daily_budget', 'pricing.base_cpm', 'pricing.max_cpm', 'pricing.goal_value']);
const WORDS: Record<string, Record<string, string>> = { channel: CHANNELS, pacing: PACINGS, 'pricing.goal': GOALS };

/** A field's name, and for creatives whose it is. `names` are the creatives' by id. */
export function fieldName({ section, field }: Difference, names: ReadonlyMap<string, string>): string {
  if (section !== 'creatives') return plainName(field);
  const [id = '', ...rest] = field.split('.');
  const name = names.get(id);
  if (rest.length === 0) return name ?? 'A creative that was taken out';
  return `${name ?? 'A creative'}: ${plainName(rest.join('.')).toLowerCase()}`;
}

function plainName(field: string): string {
  const last = field.slice(field.lastIndexOf('.') + 1);
  return NAMES[field] ?? NAMES[last] ?? sentence(last.replaceAll('_', ' '));
}

export function isInstant(field: string): boolean {
  return field === 'starts_at' || field === 'ends_at';
}

/** One side of a difference; null where that side says nothing. */
export function said(field: string, value: unknown, currency: string): string | null {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value === 'number') return grouped(value);
  if (typeof value === 'string')
    return MONEY.has(field) ? shownMoney(value, currency) : (WORDS[field]?.[value] ?? value);
  if (Array.isArray(value)) {
    if (value.some((one) => typeof one === 'object')) return `${value.length} of them`;
    const isCountries = field.endsWith('countries');
    return value.map((one) => (isCountries ? countryName(String(one)) : String(one))).join(', ') || null;
  }
  const whole = value as Record<string, unknown>;
  if (typeof whole.name === 'string' && typeof whole.format === 'string') return `${whole.name} (${whole.format})`;
  return Object.entries(whole)
    .map(([name, one]) => `${plainName(name)}: ${said(name, one, currency) ?? '–'}`)
    .join('; ');
}
