/** Conditions in words, as they are edited. */
import { lasting } from '@/parts/words/counted';
import type { Condition, Mode } from './tree';

export const MODES: Record<Mode, string> = {
  all: 'all of these',
  any: 'any of these',
  none: 'none of these',
};

/** What cannot be edited here, said as it is. */
export function sequenceOf(condition: Extract<Condition, { kind?: 'in_order' }>): string {
  const events = condition.events.map(({ event }) => event.replaceAll('_', ' '));
  return `did ${events.join(', then ')}, within ${lasting(condition.within_minutes)}`;
}
