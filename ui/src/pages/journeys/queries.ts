/** What the pages of journeys ask the API for, and what of it is out of date after which change. */
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import { api, body } from '@/api/client';
import type { Schemas } from '@/api/types';
import type { Definition } from './definition';
import type { JourneyStage } from './stages';
import type { Names } from './words';

export type Journey = Schemas['JourneyView'];
export type WholeJourney = Schemas['WholeJourneyView'];
export type Fault = Schemas['FaultView'];
export type Counts = Schemas['api__routes__travellers__CountsView'];
export type Figures = Schemas['FiguresView'];
export type Run = Schemas['RunView'];
export type Path = Schemas['PathView'];
export type Contact = Schemas['ContactView'];
export type Simulated = Schemas['SimulatedView'];
export type Moment = Schemas['MomentView'];
export type Mapping = Record<string, string | null>;

const PAGE = 100;
const MOST_PAGES = 20;
const LOOK_EVERY_MS = 15_000;

export function useJourneys(stage: JourneyStage[] | undefined) {
  return useInfiniteQuery({
    queryKey: ['journeys', stage ?? []],
    queryFn: ({ pageParam, signal }) =>
      body(api.GET('/api/v1/journeys', { params: { query: { stage, limit: PAGE, cursor: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: (before) => before,
  });
}

export function useJourney(journeyId: string) {
  return useQuery({
    queryKey: ['journey', journeyId],
    queryFn: ({ signal }) =>
      body(api.GET('/api/v1/journeys/{journey_id}', { params: { path: { journey_id: journeyId } }, signal })),
  });
}

/** The journey as it is now, beside the draft that was read before somebody else saved it. */
export function useRival(journeyId: string) {
  return useQuery({
    queryKey: ['journey rival', journeyId],
    queryFn: ({ signal }) =>
      body(api.GET('/api/v1/journeys/{journey_id}', { params: { path: { journey_id: journeyId } }, signal })),
    gcTime: 0,
  });
}

/** Where everybody went; looked at anew every quarter of a minute. */
export function useCounts(journeyId: string, isWanted = true) {
  return useQuery({
    queryKey: ['journey counts', journeyId],
    queryFn: ({ signal }) =>
      body(api.GET('/api/v1/journeys/{journey_id}/counts', { params: { path: { journey_id: journeyId } }, signal })),
    enabled: isWanted,
    refetchInterval: LOOK_EVERY_MS,
  });
}

/** What stands beside counts is asked for again whenever they have been, so that neither is of another moment for long. */
export function useBesideCounts(journeyId: string, countedAtMs: number): void {
  const queries = useQueryClient();
  const before = useRef(countedAtMs);
  useEffect(() => {
    const isAnew = before.current > 0 && before.current !== countedAtMs;
    before.current = countedAtMs;
    if (!isAnew) return;
    void queries.invalidateQueries({ queryKey: ['journey figures', journeyId] });
    void queries.invalidateQueries({ queryKey: ['journey people', journeyId] });
  }, [queries, journeyId, countedAtMs]);
}

/** What became of the messages of each step; see `useBesideCounts`. */
export function useFigures(journeyId: string, isWanted: boolean) {
  return useQuery({
    queryKey: ['journey figures', journeyId],
    queryFn: ({ signal }) =>
      body(api.GET('/api/v1/messages/analytics', { params: { query: { source: `journey:${journeyId}` } }, signal })),
    enabled: isWanted,
  });
}

export function useVersions(journeyId: string, isWanted: boolean) {
  return useQuery({
    queryKey: ['journey', journeyId, 'versions'],
    queryFn: ({ signal }) =>
      body(api.GET('/api/v1/journeys/{journey_id}/versions', { params: { path: { journey_id: journeyId } }, signal })),
    enabled: isWanted,
    staleTime: 60_000,
  });
}

/** Those at a step; who is inside, and who left there, is said by each. See `useBesideCounts`. */
export function usePeople(journeyId: string, step: string | undefined, inside: boolean) {
  return useInfiniteQuery({
    queryKey: ['journey people', journeyId, step ?? '', inside],
    queryFn: ({ pageParam, signal }) =>
      body(
        api.GET('/api/v1/journeys/{journey_id}/people', {
          params: { path: { journey_id: journeyId }, query: { step, inside, after: pageParam, limit: PAGE } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
  });
}

export function usePaths(journeyId: string, personId: string | null) {
  return useQuery({
    queryKey: ['journey people', journeyId, 'path', personId],
    queryFn: ({ signal }) =>
      body(
        api.GET('/api/v1/journeys/{journey_id}/people/{person_id}/path', {
          params: { path: { journey_id: journeyId, person_id: personId ?? '' } },
          signal,
        }),
      ),
    enabled: personId !== null,
  });
}

export function useContact(personId: string, isWanted = true) {
  return useQuery({
    queryKey: ['contact', personId],
    queryFn: ({ signal }) =>
      body(api.GET('/api/v1/contacts/{person_id}', { params: { path: { person_id: personId } }, signal })),
    enabled: isWanted,
    staleTime: 300_000,
  });
}

export function findPerson(email: string) {
  return body(api.GET('/api/v1/contacts/lookup', { params: { query: { kind: 'email', value: email } } }));
}

export function useTemplates() {
  return useQuery({
    queryKey: ['templates', 'all'],
    queryFn: ({ signal }) =>
      all(async (cursor) => {
        const query = { limit: 200, cursor };
        const page = await body(api.GET('/api/v1/content/templates', { params: { query }, signal }));
        return { items: page.templates, next: page.next_cursor };
      }),
    staleTime: 60_000,
  });
}

export function useSegments() {
  return useQuery({
    queryKey: ['segments', 'all'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/segments', { signal })),
    select: namesOfSegments,
    staleTime: 60_000,
  });
}

function namesOfSegments(segments: Schemas['SegmentView'][]) {
  return segments.map(({ id, definition: { name, members } }) => ({
    id,
    name: String(name),
    isList: (members as { kind?: string } | null)?.kind === 'list',
  }));
}

export function useCampaigns(isWanted: boolean) {
  return useQuery({
    queryKey: ['campaigns', 'names'],
    queryFn: ({ signal }) =>
      all(async (cursor) => {
        const query = { limit: 200, cursor };
        const page = await body(api.GET('/api/v1/management/campaigns', { params: { query }, signal }));
        return { items: page.items, next: page.next_cursor };
      }),
    enabled: isWanted,
    staleTime: 60_000,
  });
}

async function all<Item>(page: (cursor: string | undefined) => Promise<{ items: Item[]; next: string | null }>) {
  const found: Item[] = [];
  let cursor: string | undefined;
  for (let turn = 0; turn < MOST_PAGES; turn += 1) {
    const { items, next } = await page(cursor);
    found.push(...items);
    if (!next) break;
    cursor = next;
  }
  return found;
}

/** What the ids in a definition stand for. */
export function useNamesIn(definition: Definition): Names {
  const isBidding = Object.values(definition.steps).some(({ kind }) => kind === 'trigger_campaign');
  const { data: templates, isPending: isAskingTemplates } = useTemplates();
  const { data: segments, isPending: isAskingSegments } = useSegments();
  const { data: campaigns, isPending: isAskingCampaigns } = useCampaigns(isBidding);
  return useMemo(
    () => ({
      template: named(templates, isAskingTemplates, 'a template'),
      segment: named(segments, isAskingSegments, 'a segment'),
      campaign: named(campaigns, isAskingCampaigns, 'a campaign'),
    }),
    [templates, isAskingTemplates, segments, isAskingSegments, campaigns, isAskingCampaigns],
  );
}

function named(known: { id: string; name: string }[] | undefined, isPending: boolean, what: string) {
  const names = new Map(known?.map(({ id, name }) => [id, name]));
  return (id: string) =>
    names.get(id) ?? (!id ? `${what} still to be chosen` : isPending ? '…' : `${what} that is gone`);
}

export function useEstimate(journeyId: string, revision: number) {
  return useQuery({
    queryKey: ['journey', journeyId, 'estimate', revision],
    queryFn: ({ signal }) =>
      body(api.GET('/api/v1/journeys/{journey_id}/estimate', { params: { path: { journey_id: journeyId } }, signal })),
  });
}

/** Where everybody inside would be put; nobody is. */
export function usePreview(journeyId: string, revision: number, mapping: Mapping, isWanted: boolean) {
  return useQuery({
    queryKey: ['journey', journeyId, 'preview', revision, mapping],
    queryFn: ({ signal }) =>
      body(
        api.POST('/api/v1/journeys/{journey_id}/moves/preview', {
          params: { path: { journey_id: journeyId } },
          body: { mapping },
          signal,
        }),
      ),
    enabled: isWanted,
    placeholderData: (before) => before,
  });
}
