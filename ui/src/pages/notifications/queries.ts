/** What somebody is told, and whether they want a letter a day of it. */
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import type { Schemas } from '@/api/types';
import { useMutation } from '@/api/useMutation';

export type Preference = Schemas['Preference'];

const PAGE = 50;
const LOOK_EVERY_MS = 30_000;

export function useNews(unread: boolean) {
  return useInfiniteQuery({
    queryKey: ['notifications', 'page', unread],
    queryFn: ({ pageParam, signal }) =>
      body(api.GET('/api/v1/notifications', { params: { query: { unread, limit: PAGE, cursor: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) > 1 ? false : LOOK_EVERY_MS),
  });
}

export function useRead() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, older }: { id: string; older: boolean }) =>
      body(
        api.POST('/api/v1/notifications/{notification_id}/read', {
          params: { path: { notification_id: id }, query: { and_older: older } },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['notifications'] }),
  });
}

export function usePreference() {
  return useQuery({
    queryKey: ['digest preference'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/notifications/digest/preference', { signal })),
    staleTime: 60_000,
  });
}

export function usePrefer() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (wish: Preference) => body(api.PUT('/api/v1/notifications/digest/preference', { body: wish })),
    onSuccess: (now) => {
      queries.setQueryData(['digest preference'], now);
      return queries.invalidateQueries({ queryKey: ['home', 'digest'] });
    },
  });
}

/** What the letter would say now, and what became of the last one. */
export function useLetter() {
  return useQuery({
    queryKey: ['home', 'digest'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/notifications/digest', { signal })),
  });
}
