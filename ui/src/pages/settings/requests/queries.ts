/** What the page of data requests asks the API for. */
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import type { Schemas } from '@/api/types';
import { useMutation } from '@/api/useMutation';
import { save } from '@/parts/download';

export type DataRequest = Schemas['RequestView'];
export type State = Schemas['RequestState'];
const PAGE = 100;
const LOOK_EVERY_MS = 15_000;

export function useDataRequests(states: readonly State[]) {
  return useInfiniteQuery({
    queryKey: ['data requests', states],
    queryFn: ({ pageParam, signal }) => {
      const query = { state: states.length ? [...states] : undefined, cursor: pageParam, limit: PAGE };
      return body(api.GET('/api/v1/data-requests', { params: { query }, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    refetchInterval: LOOK_EVERY_MS,
  });
}

export function useDataRequest(requestId: string) {
  return useQuery({
    queryKey: ['data requests', 'one', requestId],
    queryFn: ({ signal }) =>
      body(api.GET('/api/v1/data-requests/{request_id}', { params: { path: { request_id: requestId } }, signal })),
    refetchInterval: LOOK_EVERY_MS,
  });
}

/** Whom a request is to be about, where one comes from a person's page. */
export function usePerson(personId: string | undefined) {
  return useQuery({
    queryKey: ['person', personId],
    queryFn: ({ signal }) =>
      body(api.GET('/api/v1/contacts/{person_id}', { params: { path: { person_id: personId ?? '' } }, signal })),
    enabled: personId !== undefined,
  });
}

export function useReceive() {
  return useChange((said: Schemas['RequestBody']) => body(api.POST('/api/v1/data-requests', { body: said })));
}

export function useVerify(requestId: string) {
  const params = { path: { request_id: requestId } };
  return useChange((how: Schemas['Check']) =>
    body(api.POST('/api/v1/data-requests/{request_id}/verify', { params, body: { how } })),
  );
}

export function useRefuse(requestId: string) {
  const params = { path: { request_id: requestId } };
  return useChange((reason: string) =>
    body(api.POST('/api/v1/data-requests/{request_id}/refuse', { params, body: { reason } })),
  );
}

function useChange<Said, Answer>(mutationFn: (said: Said) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: () => queries.invalidateQueries({ queryKey: ['data requests'] }),
    meta: { isShown: true },
  });
}

export function useFile(requestId: string) {
  const params = { path: { request_id: requestId } };
  return useMutation({
    mutationFn: (what: 'archive' | 'certificate') =>
      what === 'archive'
        ? save(
            body(api.GET('/api/v1/data-requests/{request_id}/archive', { params, parseAs: 'blob' })),
            'copy-of-their-data.zip',
          )
        : save(
            body(api.GET('/api/v1/data-requests/{request_id}/certificate', { params, parseAs: 'blob' })),
            'certificate.json',
          ),
  });
}
