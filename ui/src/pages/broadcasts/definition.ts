/** What a broadcast says: what is sent to whom, when and how fast, as the API keeps it. */
import type { Channel, Schemas } from '@/api/types';

export type Predicate = Schemas['Ruled']['where'];
export type Audience =
  | { kind: 'segment'; segment: string }
  | { kind: 'rule'; where: Predicate }
  | { kind: 'everybody' };

export interface Variant {
  name: string;
  template: string;
  /** 0 is the newest that is published when the broadcast begins. */
  template_version: number;
  /** A weight: 1 and 1 are halves. */
  share: number;
}

export type Measure = 'opens' | 'clicks' | 'conversions';
export type WhenUnclear = 'first' | 'split' | 'leader' | 'ask';
export type PastZones = 'next_day' | 'at_once' | 'skip';

export interface ContentTest {
  percent: number;
  measure: Measure;
  event: { event: string; where?: unknown[] } | null;
  decide_after_minutes: number;
  when_unclear: WhenUnclear;
}

export interface LocalTime {
  at: string;
  on: string | null;
  past: PastZones;
}

export interface Guard {
  percent: number;
  window_minutes: number;
  at_least: number;
}

export interface Definition {
  name: string;
  channel: Channel;
  purpose: 'marketing' | 'transactional';
  audience: Audience;
  variants: Variant[];
  test: ContentTest | null;
  local_time: LocalTime | null;
  best_time: boolean;
  per_minute: number | null;
  guard: Guard | null;
  holdout_percent: number;
  priority: 1 | 2 | 3;
  variables: Record<string, unknown>;
}

export const MOST_VARIANTS = 8;

export const FIRST_TEST: ContentTest = {
  percent: 20,
  measure: 'opens',
  event: null,
  decide_after_minutes: 240,
  when_unclear: 'first',
};

export const FIRST_GUARD: Guard = { percent: 5, window_minutes: 10, at_least: 500 };

/** What one begins with who has said nothing. */
export const BLANK: Definition = {
  name: '',
  channel: 'email',
  purpose: 'marketing',
  audience: { kind: 'segment', segment: '' },
  variants: [{ name: 'a', template: '', template_version: 0, share: 1 }],
  test: null,
  local_time: null,
  best_time: false,
  per_minute: null,
  guard: FIRST_GUARD,
  holdout_percent: 0,
  priority: 2,
  variables: {},
};

/** What is still missing before it can be kept, the first thing first; empty when nothing is. */
export function lacking({ name, audience, variants, test }: Definition): string {
  if (!name.trim()) return 'It needs a name.';
  if (audience.kind === 'segment' && !audience.segment) return 'It needs a segment, or everybody.';
  if (variants.some(({ template }) => !template)) return 'It needs a message to send.';
  if (test?.measure === 'conversions' && !test.event?.event) return 'Its test needs the event that counts.';
  return '';
}

/** The name that a further variant begins with: the first letter that is free. */
export function freeName(variants: readonly Variant[]): string {
  const taken = new Set(variants.map(({ name }) => name));
  return [...'abcdefgh'].find((letter) => !taken.has(letter)) ?? 'other';
}
