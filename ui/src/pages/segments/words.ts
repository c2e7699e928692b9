/** Segments in words. */
import type { Definition, Members } from '@/parts/predicates/known';

export const TYPES: Record<NonNullable<Definition['type']>, string> = {
  behavioral: 'What they do',
  demographic: 'Who they are',
  predictive: 'What they will do',
  lifecycle: 'How far they have come',
  custom: 'Anything',
  lookalike: 'Who is like others',
};

const WAYS: Record<NonNullable<Members['kind']>, string> = {
  rule: 'By conditions',
  list: 'By hand',
  lookalike: 'By likeness',
  predictive: 'By prediction',
};

export function wayOf(members: Members): string {
  return WAYS[members.kind ?? 'rule'];
}

export const REFRESHES: Record<string, string> = {
  '15': 'every 15 minutes',
  '60': 'every hour',
  '360': 'every 6 hours',
  '1440': 'every day',
};
