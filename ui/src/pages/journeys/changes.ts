/** What the pages of journeys change, and what of what was asked is out of date then. */
import { useQueryClient } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import { newId } from '@/api/newId';
import type { Schemas } from '@/api/types';
import { useMutation } from '@/api/useMutation';
import type { Definition } from './definition';
import type { JourneyAction } from './stages';

type ActionBody = Schemas['api__routes__journeys__ActionBody'];

export function useCreate() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ name, definition, key }: { name: string; definition: Definition; key: string }) =>
      body(
        api.POST('/api/v1/journeys', {
          params: { header: { 'idempotency-key': key } },
          body: { name, definition: { ...definition } },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['journeys'] }),
    meta: { isShown: true },
  });
}

/** Gives the findings, and the draft's next revision. */
export async function saveDraft(journeyId: string, definition: Definition, revision: number) {
  const { data, response } = await api.PUT('/api/v1/journeys/{journey_id}/draft', {
    params: { path: { journey_id: journeyId }, header: { 'If-Match': `"${revision}"` } },
    body: { ...definition },
  });
  const next = Number((response.headers.get('etag') ?? '').replaceAll('"', '')) || revision + 1;
  return { faults: data?.faults ?? [], revision: next };
}

export function useDiscard(journeyId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      body(api.DELETE('/api/v1/journeys/{journey_id}/draft', { params: { path: { journey_id: journeyId } } })),
    onSuccess: () => void refresh(queries, journeyId),
  });
}

export function useAct(journeyId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ action, ...more }: { action: JourneyAction } & ActionBody) =>
      body(
        api.POST('/api/v1/journeys/{journey_id}/actions/{action}', {
          params: { path: { journey_id: journeyId, action }, header: { 'idempotency-key': newId() } },
          body: more,
        }),
      ),
    onSuccess: () => void refresh(queries, journeyId),
    meta: { isShown: true },
  });
}

/** Nobody waits for it: whoever asked for the change is gone by then, with the draft that it took. */
function refresh(queries: ReturnType<typeof useQueryClient>, journeyId: string) {
  return Promise.all([
    queries.invalidateQueries({ queryKey: ['journey', journeyId] }),
    queries.invalidateQueries({ queryKey: ['journey counts', journeyId] }),
    queries.invalidateQueries({ queryKey: ['journey people', journeyId] }),
    queries.invalidateQueries({ queryKey: ['journeys'] }),
  ]);
}
