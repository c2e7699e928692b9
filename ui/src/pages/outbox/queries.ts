/** What the outbox asks the API for. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import type { Channel, Schemas } from '@/api/types';

export type Summary = Schemas['LetterSummary'];
export type Letter = Schemas['LetterView'];
const PAGE = 50;
const LOOK_EVERY_MS = 15_000;

export interface Filters {
  channel?: Channel;
  person?: string;
}

export function useLetters({ channel, person }: Filters) {
  return useInfiniteQuery({
    queryKey: ['outbox', channel, person],
    queryFn: ({ pageParam, signal }) => {
      const query = { channel, person_id: person, cursor: pageParam, limit: PAGE };
      return body(api.GET('/api/v1/outbox/messages', { params: { query }, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: (before) => before,
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) > 1 ? false : LOOK_EVERY_MS),
  });
}

export function useLetter(messageId: string) {
  return useQuery({
    queryKey: ['outbox', 'letter', messageId],
    queryFn: ({ signal }) =>
      body(api.GET('/api/v1/outbox/messages/{message_id}', { params: { path: { message_id: messageId } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
