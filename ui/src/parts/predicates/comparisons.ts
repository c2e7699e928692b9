/** How a value may be compared: in words, and what it is held against. */
import type { Schemas } from '@/api/types';

export type Comparison = Schemas['Comparison'];
export type Value = NonNullable<Schemas['Attribute']['value']>;

interface Known {
  words: string;
  takes: 'nothing' | 'text' | 'number' | 'list' | 'minutes';
}

export const COMPARISONS: Record<Comparison, Known> = {
  is: { words: 'is', takes: 'text' },
  is_not: { words: 'is not', takes: 'text' },
  above: { words: 'is above', takes: 'number' },
  at_least: { words: 'is at least', takes: 'number' },
  below: { words: 'is below', takes: 'number' },
  at_most: { words: 'is at most', takes: 'number' },
  one_of: { words: 'is one of', takes: 'list' },
  none_of: { words: 'is none of', takes: 'list' },
  contains: { words: 'contains', takes: 'text' },
  starts_with: { words: 'begins with', takes: 'text' },
  is_set: { words: 'is known', takes: 'nothing' },
  is_not_set: { words: 'is not known', takes: 'nothing' },
  within_last: { words: 'was within the last', takes: 'minutes' },
  within_next: { words: 'is within the next', takes: 'minutes' },
  before: { words: 'is before', takes: 'text' },
  after: { words: 'is after', takes: 'text' },
  anniversary_today: { words: 'has its anniversary today', takes: 'nothing' },
};

export const CHOICES = Object.entries(COMPARISONS).map(([value, { words }]) => ({ value, label: words }));

/** Also of one that is newer than this page. */
export function comparisonOf(is: string): Known {
  return COMPARISONS[is as Comparison] ?? { words: is.replaceAll('_', ' '), takes: 'text' };
}

/** The value that a comparison begins with, when it takes another kind than the last one. */
export function valueFor(is: string, before: Value | null | undefined): Value | null {
  const one = Array.isArray(before) ? before[0] : before;
  switch (comparisonOf(is).takes) {
    case 'nothing':
      return null;
    case 'list':
      return Array.isArray(before) ? before : before == null || before === '' ? [] : [before];
    case 'minutes':
      return typeof one === 'number' ? one : 10_080;
    case 'number':
      return typeof one === 'number' ? one : Number(one) || 0;
    default:
      return one ?? '';
  }
}

/** Of an attribute without a type, what looks like a number or a yes is one. */
export function read(word: string, type?: string): string | number | boolean {
  if (type && type !== 'number' && type !== 'boolean') return word;
  if (word === 'true' || word === 'false') return word === 'true';
  return /^-?(0|[1-9]\d{0,14})(\.\d*[1-9])?$/.test(word) ? Number(word) : word;
}
