/** How the reader comes in, where they are signed in, and what changes that. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import { session } from '@/api/session';
import type { Schemas } from '@/api/types';
import { useMutation } from '@/api/useMutation';

export type Session = Schemas['SessionView'];

const WAY_IN = ['way in'];
const SESSIONS = ['sessions'];

export function useWayIn() {
  return useQuery({ queryKey: WAY_IN, queryFn: ({ signal }) => body(api.GET('/api/v1/session/way-in', { signal })) });
}

export function useSessions() {
  return useQuery({ queryKey: SESSIONS, queryFn: ({ signal }) => body(api.GET('/api/v1/sessions', { signal })) });
}

export function useChangePassword(onDone: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (words: { current: string; new: string }) =>
      body(api.POST('/api/v1/session/password', { body: words })),
    onSuccess: () => {
      onDone();
      return queries.invalidateQueries({ queryKey: SESSIONS });
    },
    meta: { isShown: true },
    gcTime: 0, // secrets stay nowhere
  });
}

export function useSetUp() {
  return useMutation({
    mutationFn: (password: string) => body(api.POST('/api/v1/session/second-factor', { body: { password } })),
    meta: { isShown: true },
    gcTime: 0, // secrets stay nowhere
  });
}

/** The recovery codes, told this once. */
export function useConfirm() {
  return useMutation({
    mutationFn: (code: string) => body(api.POST('/api/v1/session/second-factor/confirmation', { body: { code } })),
    meta: { isShown: true },
    gcTime: 0, // secrets stay nowhere
  });
}

export function useTakeAway(onDone: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (proof: { password: string; code: string }) =>
      body(api.POST('/api/v1/session/second-factor/removal', { body: proof })),
    onSuccess: () => {
      onDone();
      return queries.invalidateQueries({ queryKey: WAY_IN });
    },
    meta: { isShown: true },
    gcTime: 0, // secrets stay nowhere
  });
}

export function useLookAgain() {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: WAY_IN });
}

/** Here as well. */
export function useEndAll() {
  return useMutation({
    mutationFn: () => body(api.DELETE('/api/v1/sessions')),
    onSuccess: () => session.signOut().finally(() => sessionStorage.clear()),
  });
}

export function useEnd() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (session_id: string) =>
      body(api.DELETE('/api/v1/sessions/{session_id}', { params: { path: { session_id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: SESSIONS }),
  });
}
