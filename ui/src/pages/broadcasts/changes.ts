/** What the pages of broadcasts change, and what of what was asked is out of date then. */
import { useQueryClient } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import { newId } from '@/api/newId';
import type { Schemas } from '@/api/types';
import { useMutation } from '@/api/useMutation';
import type { Definition } from './definition';
import { keyOf } from './queries';
import type { Doable } from './words';

export function useCreate() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ definition, key }: { definition: Definition; key: string }) =>
      body(
        api.POST('/api/v1/broadcasts', {
          params: { header: { 'idempotency-key': key } },
          body: { ...definition } as never,
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['broadcasts'] }),
    meta: { isShown: true },
  });
}

/** Refused when somebody else changed the draft after `revision`. */
export function useEdit(broadcastId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ definition, revision }: { definition: Definition; revision: number }) =>
      body(
        api.PUT('/api/v1/broadcasts/{broadcast_id}', {
          params: { path: { broadcast_id: broadcastId }, header: { 'If-Match': `"${revision}"` } },
          body: { ...definition } as never,
        }),
      ),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ['broadcasts'] });
      return queries.invalidateQueries({ queryKey: keyOf(broadcastId) });
    },
    meta: { isShown: true },
  });
}

export function useAct(broadcastId: string, action: Doable) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ key = newId(), ...said }: Partial<Schemas['BroadcastAction']> & { key?: string }) =>
      body(
        api.POST('/api/v1/broadcasts/{broadcast_id}/actions/{action}', {
          params: { path: { broadcast_id: broadcastId, action }, header: { 'idempotency-key': key } },
          body: said as Schemas['BroadcastAction'],
        }),
      ),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ['broadcasts'] });
      void queries.invalidateQueries({ queryKey: ['calendar'] });
      return queries.invalidateQueries({ queryKey: keyOf(broadcastId) });
    },
    meta: { isShown: true },
  });
}
