/** What is said of a campaign while it is written, section by section, as the API takes it. */
import { byField, inWords, type Problem } from '@/api/problem';
import type { Campaign, Launch } from '@/api/types';

type Known = Pick<Launch, 'brief' | 'audience' | 'budget' | 'schedule'>;
type Prices = NonNullable<Launch['budget']['pricing']>;

/** While somebody writes them, a price that is not said yet is null: the API takes them whole. */
export type Pricing = { [Name in keyof Prices]: Prices[Name] | (Name extends 'goal' ? never : null) };
export type Said = Omit<Known, 'budget'> & { budget: Omit<Known['budget'], 'pricing'> & { pricing: Pricing | null } };
export type Part = keyof Said;
export type Errors = Record<string, string>;

export const NOTHING: Known = {
  brief: { name: null, objective: '', channel: 'paid_media', advertiser_domain: null, categories: [] },
  audience: { targeting: null, caps: null },
  budget: { total: null, currency: 'USD', daily: null, time_zone: 'UTC', pacing: 'asap', pricing: null },
  schedule: { starts_at: null, ends_at: null },
};

/** Of a launch or anything else that has them, the four sections alone. */
export function saidOf({ brief, audience, budget, schedule }: Said): Said {
  return { brief, audience, budget, schedule };
}

/** What a campaign says, as the form shows it. */
export function saidOfCampaign(campaign: Campaign): Said {
  const { name, channel, advertiser_domain, categories, targeting, caps, starts_at, ends_at } = campaign;
  const { budget, currency, daily_budget, time_zone, pacing, pricing } = campaign;
  return {
    brief: { name, objective: '', channel, advertiser_domain, categories },
    audience: { targeting, caps },
    budget: { total: budget, currency, daily: daily_budget, time_zone, pacing, pricing },
    schedule: { starts_at, ends_at },
  };
}

/** The other way round: the fields of a campaign that say something else now. */
export function patchOf(before: Said, now: Said): Record<string, unknown> {
  const flat = ({ brief, audience, budget, schedule }: Said): Record<string, unknown> => ({
    name: brief.name,
    channel: brief.channel,
    advertiser_domain: brief.advertiser_domain,
    categories: brief.categories,
    targeting: audience.targeting,
    caps: audience.caps,
    budget: budget.total,
    currency: budget.currency,
    daily_budget: budget.daily,
    time_zone: budget.time_zone,
    pacing: budget.pacing,
    pricing: budget.pricing,
    ...schedule,
  });
  const [was, is] = [flat(before), flat(now)];
  return Object.fromEntries(
    Object.entries(is)
      .filter(([name, value]) => !isAlike(value, was[name]))
      .map(([name, value]) => [name, over(was[name], value)]),
  );
}

/** What a merge patch says to turn one value into another: what is gone is null. */
export function over(before: unknown, now: unknown): unknown {
  if (!isWhole(before) || !isWhole(now)) return now;
  const gone = Object.keys(before).filter((name) => !(name in now));
  return { ...now, ...Object.fromEntries(gone.map((name) => [name, null])) };
}

function isWhole(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether one of the prices is missing: so much is kept by the page alone. */
export function isHalf(pricing: Pricing | null): boolean {
  return pricing !== null && Object.values(pricing).includes(null);
}

export function isAlike(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

const FIELDS: Record<string, string> = {
  name: 'brief.name',
  objective: 'brief.objective',
  advertiser_domain: 'brief.advertiser_domain',
  categories: 'brief.categories',
  budget: 'budget.total',
  daily_budget: 'budget.daily',
  currency: 'budget.currency',
  time_zone: 'budget.time_zone',
  starts_at: 'schedule.starts_at',
  ends_at: 'schedule.ends_at',
};

/** Where the form says what is wrong, besides the fields above. */
const SAID_AT = /^(brief\.channel|budget\.pricing(\..*)?|audience\.(targeting|caps)(\..*)?)$/;

/** A refusal's messages by the fields of the form; what is about none of them is under the section. */
export function errorsOf(problem: Problem, part: Part): Errors {
  const below = byField(problem);
  const all = problem.problems.length > 0 ? problem.problems : [problem];
  const errors: Errors = {};
  for (const one of all) {
    const place = one.field ? placeOf(one.field) : null;
    const at = place ?? part;
    const said = place && one.field ? (below[one.field] ?? '') : inWords(one);
    errors[at] = errors[at] ? `${errors[at]} ${said}` : said;
  }
  return errors;
}

/** The form's own name of a field; null where no field of it says what is wrong. */
function placeOf(field: string): string | null {
  const within = { pricing: 'budget', targeting: 'audience', caps: 'audience' }[field.split('.')[0] ?? ''];
  const place = FIELDS[field] ?? (within ? `${within}.${field}` : field);
  return SAID_AT.test(place) || Object.values(FIELDS).includes(place) ? place : null;
}

/** The message of a field, or of anything within it. */
export function errorAt(errors: Errors, field: string): string | undefined {
  return Object.entries(errors).find(([name]) => name === field || name.startsWith(`${field}.`))?.[1];
}
