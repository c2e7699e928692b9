/** A campaign field by field, so that what two people change of it at once is told apart. */
import type { Campaign } from '@/api/types';
import { shownMoney } from '@/parts/money/money';
import { audienceLines, capsText } from '@/parts/review/audience';
import { GOALS, PACINGS } from '@/parts/review/words';
import { CHANNELS } from '@/parts/words/channels';
import { told } from '@/parts/words/values';
import type { Words } from '@/parts/writing/Contests';
import type { Contest } from '@/parts/writing/useWritten';
import { differing, flat } from './merging';
import type { Part, Pricing, Said } from './said';

export type Fields = Record<string, unknown>;

const LABELS: Record<string, string> = {
  'brief.name': 'Name',
  'brief.objective': 'What it is for',
  'brief.channel': 'Channel',
  'brief.advertiser_domain': 'Advertiser',
  'brief.categories': 'Categories',
  'budget.total': 'Total',
  'budget.daily': 'At most a day',
  'budget.currency': 'Currency',
  'budget.pacing': 'Spread',
  'budget.time_zone': 'Its clock',
  'budget.pricing': 'What it buys, and its prices',
  'schedule.starts_at': 'Start',
  'schedule.ends_at': 'End',
};

/** What it says by field: `budget.total`, `audience.targeting.countries`. What it is for is kept elsewhere. */
export function fieldsOf(said: Said): Fields {
  const { 'brief.objective': _, ...fields } = Object.fromEntries(flat(said));
  return fields;
}

/** The other way round. */
export function saidIn(fields: Fields): Said {
  const said: Record<Part, Fields> = {
    brief: { objective: '' },
    audience: { targeting: {}, caps: {} },
    budget: {},
    schedule: {},
  };
  for (const [path, value] of Object.entries(fields)) {
    const [part = '', name = '', one] = path.split('.');
    if (one === undefined) said[part as Part][name] = value;
    else if (value !== null && value !== undefined) (said[part as Part][name] as Fields)[one] = value;
  }
  return said as unknown as Said;
}

/** What one section comes to say otherwise by a change; null for what it no longer says. */
export function changedFields<P extends Part>(said: Said, part: P, more: Partial<Said[P]>): Fields {
  const next = { ...said, [part]: { ...said[part], ...more } };
  const after = flat(next);
  return Object.fromEntries(differing(said, next).map((name) => [name, after.get(name) ?? null]));
}

/** What the fields that two people changed are called, and what they say. */
export function wordsOf(contests: readonly Contest[], currency: string): Words {
  const named = contests.map(({ name, mine, theirs }) => [name, labelOf(name, mine, theirs)]);
  return { labels: Object.fromEntries(named), shown: (name, value) => shown(name, value, currency) };
}

function labelOf(name: string, mine: unknown, theirs: unknown): string {
  const audience = lineOf(name, mine) ?? lineOf(name, theirs);
  return (
    audience?.label ?? LABELS[name] ?? (name.startsWith('audience.caps') ? 'How often one person sees it' : 'Audience')
  );
}

function lineOf(name: string, value: unknown) {
  const field = name.replace(/^audience\.targeting\./, '');
  if (field === name || value === null || value === undefined) return undefined;
  return audienceLines({ [field]: value } as Campaign['targeting'])[0];
}

function shown(name: string, value: unknown, currency: string): string {
  if (value === null || value === undefined || value === '') return 'nothing';
  if (name === 'budget.total' || name === 'budget.daily') return shownMoney(String(value), currency);
  if (name === 'budget.pacing') return PACINGS[value as keyof typeof PACINGS] ?? told(value);
  if (name === 'brief.channel') return CHANNELS[value as keyof typeof CHANNELS] ?? told(value);
  if (name === 'budget.pricing') return prices(value as Pricing, currency);
  if (name.startsWith('audience.caps.')) {
    return capsText({ [name.replace('audience.caps.', '')]: value } as Campaign['caps']) || 'nothing';
  }
  return lineOf(name, value)?.text ?? (Array.isArray(value) && value.length === 0 ? 'nothing' : told(value));
}

function prices({ goal, base_cpm, goal_value, max_cpm }: Pricing, currency: string): string {
  const [price, highest] = [goal === 'reach' ? base_cpm : goal_value, max_cpm].map((amount) =>
    amount === null ? 'an amount that is missing' : shownMoney(amount, currency),
  );
  return `${GOALS[goal]} at ${price}, at most ${highest} for a thousand`;
}
