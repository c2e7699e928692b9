/** What the pages of people ask the API for. */
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import type { Schemas } from '@/api/types';
import { useMutation } from '@/api/useMutation';
import { searchPeople } from '@/parts/persons/lookup';

const PAGE = 50;
/** Of the list of everybody, which is as long as a tenant is large. */
const PEOPLE_PAGE = 100;

export function useContacts(isWanted: boolean) {
  return useInfiniteQuery({
    queryKey: ['people'],
    queryFn: ({ pageParam, signal }) =>
      body(api.GET('/api/v1/contacts', { params: { query: { cursor: pageParam, limit: PEOPLE_PAGE } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    enabled: isWanted,
  });
}

export function useFound(words: string) {
  return useQuery({
    queryKey: ['people', 'found', words],
    queryFn: ({ signal }) => searchPeople(words, signal),
    enabled: words.length > 0,
  });
}

export function useContact(personId: string) {
  return useQuery({
    queryKey: ['person', personId],
    queryFn: ({ signal }) =>
      body(api.GET('/api/v1/contacts/{person_id}', { params: { path: { person_id: personId } }, signal })),
  });
}

export function useHistory(personId: string) {
  return useQuery({
    queryKey: ['person', personId, 'history'],
    queryFn: ({ signal }) =>
      body(api.GET('/api/v1/contacts/{person_id}/history', { params: { path: { person_id: personId } }, signal })),
  });
}

export function useConsents(personId: string) {
  return useQuery({
    queryKey: ['person', personId, 'consents'],
    queryFn: ({ signal }) =>
      body(api.GET('/api/v1/contacts/{person_id}/consents', { params: { path: { person_id: personId } }, signal })),
  });
}

export function useEvents(personId: string) {
  return useInfiniteQuery({
    queryKey: ['person', personId, 'events'],
    queryFn: ({ pageParam, signal }) => {
      const params = { path: { person_id: personId }, query: { cursor: pageParam, limit: PAGE } };
      return body(api.GET('/api/v1/contacts/{person_id}/events', { params, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

export function useMessages(personId: string) {
  return useInfiniteQuery({
    queryKey: ['person', personId, 'messages'],
    queryFn: ({ pageParam, signal }) => {
      const query = { person_id: personId, cursor: pageParam, limit: PAGE };
      return body(api.GET('/api/v1/messages', { params: { query }, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

export function useMessage(messageId: string) {
  return useQuery({
    queryKey: ['message', messageId],
    queryFn: ({ signal }) =>
      body(api.GET('/api/v1/messages/{message_id}', { params: { path: { message_id: messageId } }, signal })),
  });
}

export function useMemberships(personId: string) {
  return useQuery({
    queryKey: ['person', personId, 'segments'],
    queryFn: ({ signal }) =>
      body(api.GET('/api/v1/segments/people/{person_id}', { params: { path: { person_id: personId } }, signal })),
  });
}

export function useSegmentNames(isWanted: boolean) {
  return useQuery({
    queryKey: ['segments'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/segments', { signal })),
    enabled: isWanted,
    staleTime: 60_000,
  });
}

/** Every request about somebody's data that was not refused; whose they are only their claims tell. */
export function useRequests() {
  return useQuery({
    queryKey: ['data requests', 'latest'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/data-requests', { params: { query: { limit: 200 } }, signal })),
  });
}

type Choice = Pick<Schemas['OptOutBody'], 'how' | 'source' | 'proof'>;

/** They opt out of sale and sharing, or take that back themselves. */
export function useChoose(personId: string, isOut: boolean) {
  const queries = useQueryClient();
  const params = { path: { person_id: personId } };
  return useMutation({
    mutationFn: (choice: Choice) =>
      isOut
        ? body(api.POST('/api/v1/contacts/{person_id}/opt-out', { params, body: choice }))
        : body(api.POST('/api/v1/contacts/{person_id}/opt-in', { params, body: choice })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['person', personId] }),
    meta: { isShown: true },
  });
}
