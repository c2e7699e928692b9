/** What conditions can be about: segments, attributes, events, computed properties. */
import { useQuery } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import type { Schemas } from '@/api/types';
import { useMay } from '@/app/me';

export type Segment = Schemas['SegmentView'];
export type Definition = Schemas['SegmentDefinition'];
export type Members = Definition['members'];
const LOOK_EVERY_MS = 20_000;

export function definitionOf(segment: Segment): Definition {
  return segment.definition as unknown as Definition;
}

export function useSegments() {
  return useQuery({
    queryKey: ['segments'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/segments', { signal })),
    refetchInterval: LOOK_EVERY_MS,
  });
}

/** What there is to look at: attributes with their types, events by name, computed properties. */
export function useKnown() {
  const mayRead = useMay('profile:read');
  const staleTime = 300_000;
  const attributes = useQuery({
    queryKey: ['known attributes'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/behaviour/attributes', { signal })),
    enabled: mayRead,
    staleTime,
  });
  const events = useQuery({
    queryKey: ['known events'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/behaviour/schemas', { signal })),
    enabled: mayRead,
    staleTime,
  });
  const computed = useQuery({
    queryKey: ['known properties'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/computed-properties', { signal })),
    staleTime,
  });
  return {
    attributes: attributes.data ?? [],
    events: (events.data ?? []).map(({ name }) => name),
    computed: (computed.data ?? []).map(({ name }) => String(name)),
  };
}
