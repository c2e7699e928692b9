/** What the page of webhook calls asks the API for. */
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import type { Schemas } from '@/api/types';
import { useMutation } from '@/api/useMutation';

export type Call = Schemas['CallView'];
export type CallState = Schemas['CallState'];

const KEY = 'webhook calls';
const PAGE = 50;
const MOST_AT_ONCE = 200;

export function useCalls(which: CallState) {
  return useInfiniteQuery({
    queryKey: [KEY, which],
    queryFn: ({ pageParam, signal }) => {
      const query = { which, cursor: pageParam, limit: PAGE };
      return body(api.GET('/api/v1/outbox/webhooks', { params: { query }, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

/** Under the ids they had, so that a receiver recognises what it has seen. Gives how many are due again. */
export function useReplay() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (messageIds: readonly string[]) => {
      let count = 0;
      for (let at = 0; at < messageIds.length; at += MOST_AT_ONCE) {
        const said = { message_ids: messageIds.slice(at, at + MOST_AT_ONCE) };
        count += (await body(api.POST('/api/v1/outbox/webhooks/replay', { body: said }))).replayed.length;
      }
      return count;
    },
    onSettled: () => queries.invalidateQueries({ queryKey: [KEY] }),
    meta: { isShown: true },
  });
}
