/** What is said of a campaign while it is written, section by section, as the API takes it. */
import { byField, inWords, type Problem } from '@/api/problem';
import type { Campaign, Launch } from '@/api/types';

export type Said = Pick<Launch, 'brief' | 'audience' | 'budget' | 'schedule'>;
export type Part = keyof Said;
export type Errors = Record<string, string>;

export const NOTHING: Said = {
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

export function isAlike(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The sections that say something else than before. */
export function changedParts(before: Said, now: Said): Part[] {
  return (Object.keys(now) as Part[]).filter((part) => !isAlike(before[part], now[part]));
}

/** Of each section, the fields that say something else than what is kept. */
export type Mine = { [P in Part]?: Partial<Said[P]> };

/** What somebody wrote over what is kept; null where it is all kept. */
export function mineOf(kept: Said, said: Said): Mine | null {
  const parts = changedParts(kept, said).map((part) => {
    const was = kept[part] as Record<string, unknown>;
    return [part, Object.fromEntries(Object.entries(said[part]).filter(([name, value]) => !isAlike(value, was[name])))];
  });
  return parts.length > 0 ? Object.fromEntries(parts) : null;
}

/** The other way round. */
export function withMine(kept: Said, mine: Mine | null): Said {
  const { brief, audience, budget, schedule } = kept;
  return {
    brief: { ...brief, ...mine?.brief },
    audience: { ...audience, ...mine?.audience },
    budget: { ...budget, ...mine?.budget },
    schedule: { ...schedule, ...mine?.schedule },
  };
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

/** A refusal's messages by the fields of the form; what is about none of them is under the section. */
export function errorsOf(problem: Problem, part: Part): Errors {
  const said = byField(problem);
  const named = Object.entries(said).map(([field, message]) => {
    if (field.startsWith('pricing')) return [`budget.${field}`, message];
    if (field.startsWith('targeting') || field.startsWith('caps')) return [`audience.${field}`, message];
    if (field === 'body') return [part, message];
    return [FIELDS[field] ?? field, message];
  });
  if (named.length === 0) return { [part]: inWords(problem) };
  return Object.fromEntries(named);
}

/** The message of a field, or of anything within it. */
export function errorAt(errors: Errors, field: string): string | undefined {
  return Object.entries(errors).find(([name]) => name === field || name.startsWith(`${field}.`))?.[1];
}
