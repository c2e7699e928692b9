/** Conditions in words, as they are edited. */
import { told } from '@/parts/words/values';
import type { Comparison, Condition, Mode } from './tree';

export const MODES: Record<Mode, string> = {
  all: 'all of these',
  any: 'any of these',
  none: 'none of these',
};

export const COMPARISONS: Record<Comparison, string> = {
  is: 'is',
  is_not: 'is not',
  above: 'is above',
  at_least: 'is at least',
  below: 'is below',
  at_most: 'is at most',
  one_of: 'is one of',
  none_of: 'is none of',
  contains: 'contains',
  starts_with: 'begins with',
  is_set: 'is known',
  is_not_set: 'is not known',
  within_last: 'was in the last',
  within_next: 'is in the next',
  before: 'is before',
  after: 'is after',
  anniversary_today: 'has its day today',
};

/** "30 days" of 43200. */
export function lasting(minutes: number): string {
  const [count, unit] =
    minutes % 1_440 === 0
      ? [minutes / 1_440, 'day']
      : minutes % 60 === 0
        ? [minutes / 60, 'hour']
        : [minutes, 'minute'];
  return `${told(count)} ${unit}${count === 1 ? '' : 's'}`;
}

/** What cannot be edited here, said as it is. */
export function sequenceOf(condition: Extract<Condition, { kind?: 'in_order' }>): string {
  const events = condition.events.map(({ event }) => event.replaceAll('_', ' '));
  return `did ${events.join(', then ')}, within ${lasting(condition.within_minutes)}`;
}
