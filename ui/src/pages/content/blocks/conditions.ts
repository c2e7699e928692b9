/** Whom a variant is for, as it is chosen here; what was said in more words elsewhere is kept. */
import type { Condition } from './queries';

export type Way = 'everybody' | 'segment' | 'attribute' | 'kept';

export function wayOf(when: Condition | null | undefined): Way {
  if (!when) return 'everybody';
  if (when.kind === 'in_segment') return 'segment';
  return when.kind === 'attribute' && (when.is === 'is' || when.is === 'is_set') ? 'attribute' : 'kept';
}

export const WAYS: Record<Way, string> = {
  everybody: 'Everybody else',
  segment: 'People in a segment',
  attribute: 'People of whom something is known',
  kept: 'People by a condition set elsewhere',
};

export function inWords(when: Condition | null | undefined, segmentName: (id: string) => string): string {
  switch (wayOf(when)) {
    case 'everybody':
      return 'everybody else';
    case 'segment':
      return `people in ${segmentName(String(when?.segment))}`;
    case 'attribute': {
      const name = String(when?.attribute ?? '').replaceAll(/[._]/g, ' ');
      return when?.is === 'is_set' ? `people whose ${name} is known` : `people whose ${name} is ${String(when?.value)}`;
    }
    case 'kept':
      return 'people by a condition set elsewhere';
  }
}
