/** Whom a broadcast means, in words. */
import { predicateWords } from '@/parts/predicates/sentences';
import type { Audience } from './definition';
import { useSegments } from './queries';

/** "Regulars", "everybody", or of whom it is true. */
export function useAudienceWords(audience: Audience): string {
  const segmentOf = useSegmentNames();
  if (audience.kind === 'everybody') return 'Everybody';
  if (audience.kind === 'segment') return `Whoever is in ${segmentOf(audience.segment)}`;
  const names = { segment: segmentOf, template: () => '', campaign: () => '' };
  return `People of whom it is true: ${predicateWords(audience.where as never, names)}`;
}

export function useSegmentNames(): (id: string) => string {
  const { data, isPending } = useSegments();
  return (id) => {
    const found = data?.find((one) => one.id === id);
    if (found) return `“${String(found.definition.name)}”`;
    return isPending ? '…' : 'a segment that is gone';
  };
}
