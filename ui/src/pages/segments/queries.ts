/** What the pages of segments ask the API for. */
import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import { useMutation } from '@/api/useMutation';
import { useMay } from '@/app/me';
import { save } from '@/parts/download';
import type { Definition } from '@/parts/predicates/known';
import type { Predicate } from '@/parts/predicates/tree';

const LOOK_EVERY_MS = 20_000;
const FIRST = 8;

export function useSegment(segmentId: string) {
  return useQuery({
    queryKey: ['segments', segmentId],
    queryFn: ({ signal }) =>
      body(api.GET('/api/v1/segments/{segment_id}', { params: { path: { segment_id: segmentId } }, signal })),
    refetchInterval: LOOK_EVERY_MS,
  });
}

/** How many people are meant; nothing is kept. */
export function useEstimate(where: Predicate | null) {
  return useQuery({
    queryKey: ['segment estimate', where],
    queryFn: ({ signal }) =>
      body(api.POST('/api/v1/segments/estimate', { body: { where: where as Predicate }, signal })),
    enabled: where !== null,
    placeholderData: (before) => before,
    retry: false,
  });
}

export function useSave(segmentId?: string, version?: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (definition: Definition) =>
      segmentId
        ? body(
            api.PUT('/api/v1/segments/{segment_id}', {
              params: { path: { segment_id: segmentId }, header: { 'If-Match': `"${version}"` } },
              body: definition,
            }),
          )
        : body(api.POST('/api/v1/segments', { body: definition })),
    onSettled: () => queries.invalidateQueries({ queryKey: ['segments'] }), // somebody else may have changed it
    meta: { isShown: true },
  });
}

export function useRefresh(segmentId: string) {
  const params = { path: { segment_id: segmentId } };
  return useMutation({ mutationFn: () => body(api.POST('/api/v1/segments/{segment_id}/refresh', { params })) });
}

export function useArchive(segmentId: string) {
  const queries = useQueryClient();
  const params = { path: { segment_id: segmentId } };
  return useMutation({
    mutationFn: () => body(api.DELETE('/api/v1/segments/{segment_id}', { params })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['segments'], exact: true }),
  });
}

export function useMembersFile(segmentId: string) {
  return useMutation({
    mutationFn: (forSharing: boolean) => {
      const params = { path: { segment_id: segmentId }, query: { for_sharing: forSharing } };
      const file = body(api.GET('/api/v1/segments/{segment_id}/members.csv', { params, parseAs: 'blob' }));
      return save(file, 'members.csv');
    },
  });
}

/** Some of the people in it, to see whether they are whom one meant. */
export function useSomeMembers(segmentId: string) {
  const mayRead = useMay('profile:read');
  const params = { path: { segment_id: segmentId }, query: { limit: FIRST } };
  const page = useQuery({
    queryKey: ['segments', segmentId, 'members'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/segments/{segment_id}/members', { params, signal })),
    enabled: mayRead,
  });
  const people = useQueries({
    queries: (page.data?.members ?? []).map(({ person_id }) => ({
      queryKey: ['person', person_id],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        body(api.GET('/api/v1/contacts/{person_id}', { params: { path: { person_id } }, signal })),
      staleTime: 60_000,
    })),
  });
  return { mayRead, members: page.data?.members ?? [], people: people.flatMap(({ data }) => data ?? []) };
}
