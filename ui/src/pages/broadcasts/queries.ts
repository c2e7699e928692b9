/** What the pages of broadcasts ask the API for. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import type { Channel, Schemas } from '@/api/types';
import { useMay } from '@/app/me';
import type { Definition } from './definition';
import type { Stage } from './stages';

export type Broadcast = Schemas['BroadcastView'];
export type Whole = Omit<Schemas['WholeBroadcastView'], 'definition'> & { definition: Definition };
export type Progress = Schemas['BroadcastProgress'];
export type Results = Schemas['BroadcastResults'];
export type Previewed = Schemas['PreviewedView'];
export type Transition = Schemas['BroadcastTransition'];
export type Place = Schemas['PersonPlace'];

const PAGE = 100;
const LOOK_EVERY_MS = 15_000;
/** While it goes out. */
const WATCH_EVERY_MS = 2_000;
const MOST_PAGES = 20;

export function keyOf(broadcastId: string, ...part: unknown[]) {
  return ['broadcast', broadcastId, ...part] as const;
}

const at = (broadcastId: string) => ({ path: { broadcast_id: broadcastId } });

export function useBroadcasts(stage: Stage[] | undefined) {
  return useInfiniteQuery({
    queryKey: ['broadcasts', stage ?? []],
    queryFn: ({ pageParam, signal }) =>
      body(api.GET('/api/v1/broadcasts', { params: { query: { stage, limit: PAGE, cursor: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: (before) => before,
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) > 1 ? false : LOOK_EVERY_MS),
  });
}

export function useBroadcast(broadcastId: string, isWanted = true) {
  return useQuery({
    queryKey: keyOf(broadcastId),
    queryFn: async ({ signal }) =>
      (await body(
        api.GET('/api/v1/broadcasts/{broadcast_id}', { params: at(broadcastId), signal }),
      )) as unknown as Whole,
    enabled: isWanted,
    refetchInterval: ({ state }) => watching(state.data?.stage),
  });
}

/** How everybody stands; looked at every other second while it goes out. */
export function useProgress({ id, stage, began_at }: Pick<Broadcast, 'id' | 'stage' | 'began_at'>) {
  return useQuery({
    queryKey: keyOf(id, 'progress'),
    queryFn: ({ signal }) => body(api.GET('/api/v1/broadcasts/{broadcast_id}/progress', { params: at(id), signal })),
    enabled: began_at !== null,
    refetchInterval: watching(stage),
  });
}

function watching(stage: Stage | undefined): number {
  return stage === 'running' ? WATCH_EVERY_MS : LOOK_EVERY_MS;
}

export function useResults({ id, began_at }: Pick<Broadcast, 'id' | 'began_at'>) {
  return useQuery({
    queryKey: keyOf(id, 'results'),
    queryFn: ({ signal }) => body(api.GET('/api/v1/broadcasts/{broadcast_id}/results', { params: at(id), signal })),
    enabled: began_at !== null,
    refetchInterval: LOOK_EVERY_MS,
  });
}

export function useTransitions(broadcastId: string, updatedAt: string) {
  return useQuery({
    queryKey: keyOf(broadcastId, 'transitions', updatedAt),
    queryFn: ({ signal }) =>
      body(api.GET('/api/v1/broadcasts/{broadcast_id}/transitions', { params: at(broadcastId), signal })),
    placeholderData: (before) => before,
  });
}

/** What one that is kept would come to if it began now. */
export function useKeptPreview({ id, revision }: Pick<Broadcast, 'id' | 'revision'>, isWanted: boolean) {
  return useQuery({
    queryKey: keyOf(id, 'preview', revision),
    queryFn: ({ signal }) => body(api.GET('/api/v1/broadcasts/{broadcast_id}/preview', { params: at(id), signal })),
    enabled: isWanted,
    staleTime: 30_000,
  });
}

/** The same of what is being written; null while that is not whole yet. */
export function usePreview(definition: Definition | null) {
  return useQuery({
    queryKey: ['broadcast preview', definition],
    queryFn: ({ signal }) => body(api.POST('/api/v1/broadcasts/preview', { body: { ...definition } as never, signal })),
    enabled: definition !== null,
    placeholderData: (before) => before,
    retry: false,
  });
}

/** Whose message stands so, the latest first; of those who were held back, for this reason. */
export function useMessagesAt(broadcastId: string, wanted: { status?: Schemas['MessageStatus']; reason?: string }) {
  return useInfiniteQuery({
    queryKey: keyOf(broadcastId, 'messages', wanted),
    queryFn: ({ pageParam, signal }) => {
      const query = { source: `broadcast:${broadcastId}`, ...wanted, cursor: pageParam, limit: 50 };
      return body(api.GET('/api/v1/messages', { params: { query }, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

/** Whether somebody is in the audience, and what became of their message. */
export function usePlace(broadcastId: string, personId: string | null) {
  return useQuery({
    queryKey: keyOf(broadcastId, 'person', personId),
    queryFn: ({ signal }) =>
      body(
        api.GET('/api/v1/broadcasts/{broadcast_id}/people/{person_id}', {
          params: { path: { broadcast_id: broadcastId, person_id: personId ?? '' } },
          signal,
        }),
      ),
    enabled: personId !== null,
  });
}

/** Every gate's verdict on one message, and what came back. */
export function useMessage(messageId: string | null) {
  return useQuery({
    queryKey: ['message', messageId],
    queryFn: ({ signal }) =>
      body(api.GET('/api/v1/messages/{message_id}', { params: { path: { message_id: messageId ?? '' } }, signal })),
    enabled: messageId !== null,
  });
}

/** Templates of a channel that are not archived. */
export function useTemplates(channel?: Channel) {
  return useQuery({
    queryKey: ['templates', channel ?? 'all'],
    queryFn: async ({ signal }) => {
      const ask = (cursor?: string) =>
        body(api.GET('/api/v1/content/templates', { params: { query: { limit: 200, cursor, channel } }, signal }));
      const pages = [await ask()];
      for (let next = pages[0]?.next_cursor; next && pages.length < MOST_PAGES; next = pages.at(-1)?.next_cursor) {
        pages.push(await ask(next));
      }
      return pages.flatMap((page) => page.templates);
    },
    staleTime: 60_000,
  });
}

export function useSegments() {
  return useQuery({
    queryKey: ['segments'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/segments', { signal })),
    staleTime: 60_000,
  });
}

/** A template as somebody would get it: the newest that is published, or the version that is said. */
export function useRendered(templateId: string, version: number, personId: string | null) {
  const mayRead = useMay('profile:read');
  return useQuery({
    queryKey: ['rendered', templateId, version, personId],
    queryFn: ({ signal }) =>
      body(
        api.POST('/api/v1/content/templates/{template_id}/preview', {
          params: { path: { template_id: templateId } },
          body: { version, ...(personId && { person_id: personId }) } as Schemas['Whose'],
          signal,
        }),
      ),
    enabled: mayRead && templateId !== '' && version > 0,
    retry: false,
    staleTime: 60_000,
  });
}
