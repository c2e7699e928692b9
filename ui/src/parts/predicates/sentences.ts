/** Conditions as the end of a sentence. */
import { lasting } from '@/parts/words/counted';
import { comparisonOf } from './comparisons';

export type Scalar = string | number | boolean;

export interface Condition {
  is: string;
  value?: Scalar | Scalar[] | null;
}
export interface Happening {
  event: string;
  where?: (Condition & { property: string })[];
}
export type Attribute = Condition & { kind: 'attribute'; attribute: string };
export type Did = Happening & {
  kind: 'did';
  at_least?: number | null;
  at_most?: number | null;
  within_minutes?: number;
};
export interface InSegment {
  kind: 'in_segment';
  segment: string;
}
export type Predicate =
  | { kind: 'all' | 'any'; of: Predicate[] }
  | { kind: 'not'; of: Predicate }
  | Attribute
  | (Condition & { kind: 'computed'; property: string })
  | Did
  | { kind: 'in_order'; events: Happening[]; within_minutes: number }
  | InSegment;

/** What ids stand for; one that is not known yet, or never was, has a word all the same. */
export interface SegmentNames {
  segment: (id: string) => string;
}

export function eventWords(event: string): string {
  return event ? event.replaceAll('_', ' ') : 'an event that is still to be named';
}

export function happeningWords({ event, where = [] }: Happening): string {
  const kept = where.map(({ property, ...rest }) => `${eventWords(property)} ${conditionWords(rest)}`);
  return [eventWords(event), ...(kept.length > 0 ? [`(${kept.join(', ')})`] : [])].join(' ');
}

function conditionWords({ is, value }: Condition): string {
  const known = comparisonOf(is);
  if (known.takes === 'nothing') return known.words;
  if (known.takes === 'minutes') return `${known.words} ${lasting(Number(value))}`;
  return `${known.words} ${Array.isArray(value) ? value.join(', ') : String(value ?? '…')}`;
}

/** Of whom it is true, as the end of a sentence. */
export function predicateWords(predicate: Predicate | null | undefined, names: SegmentNames): string {
  if (!predicate) return 'everybody';
  switch (predicate.kind) {
    case 'all':
      return predicate.of.map((one) => within(one, names)).join(' and ');
    case 'any':
      return predicate.of.map((one) => within(one, names)).join(' or ');
    case 'not':
      return `not ${within(predicate.of, names)}`;
    case 'attribute':
      return `${eventWords(predicate.attribute)} ${conditionWords(predicate)}`;
    case 'computed':
      return `${eventWords(predicate.property)} ${conditionWords(predicate)}`;
    case 'in_segment':
      return `is in ${names.segment(predicate.segment)}`;
    case 'in_order':
      return `${predicate.events.map(happeningWords).join(', then ')} within ${lasting(predicate.within_minutes)}`;
    case 'did': {
      const { at_least, at_most, within_minutes = 43_200 } = predicate;
      const often =
        at_most === 0
          ? 'did not'
          : [at_least != null && `at least ${at_least}×`, at_most != null && `at most ${at_most}×`]
              .filter(Boolean)
              .join(' and ');
      return `${often} ${happeningWords(predicate)} in ${lasting(within_minutes)}`;
    }
  }
}

function within(predicate: Predicate, names: SegmentNames): string {
  const words = predicateWords(predicate, names);
  const isGroup = (predicate.kind === 'all' || predicate.kind === 'any') && predicate.of.length > 1;
  return isGroup ? `(${words})` : words;
}
