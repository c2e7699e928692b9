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

const KNOWN_FOR_MS = 300_000;

/** Attributes that people have, with their types. */
export function useAttributes() {
  const { data } = useQuery({
    queryKey: ['known attributes'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/behaviour/attributes', { signal })),
    enabled: useMay('profile:read'),
    staleTime: KNOWN_FOR_MS,
  });
  return data ?? [];
}

/** Events that were described, by name. */
export function useEvents(): string[] {
  const { data } = useQuery({
    queryKey: ['known events'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/behaviour/schemas', { signal })),
    enabled: useMay('profile:read'),
    staleTime: KNOWN_FOR_MS,
  });
  return data?.map(({ name }) => name) ?? [];
}

/** What is worked out of what people did, by name. */
export function useComputed(): string[] {
  const { data } = useQuery({
    queryKey: ['known properties'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/computed-properties', { signal })),
    staleTime: KNOWN_FOR_MS,
  });
  return data?.map(({ name }) => String(name)) ?? [];
}
