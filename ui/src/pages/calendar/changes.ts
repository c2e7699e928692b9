/** What the calendar changes. */
import { useQueryClient } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import { newId } from '@/api/newId';
import { Problem } from '@/api/problem';
import type { Schemas } from '@/api/types';
import { useMutation } from '@/api/useMutation';
import type { Entry } from './entries';
import type { Dates } from './legal';

type NewBlackout = Schemas['NewBlackout'];

/** Gives what there is to say about it; nothing when all is done. */
export function useMove() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ entry, dates }: { entry: Entry; dates: Dates }): Promise<string> => MOVES[entry.kind](entry, dates),
    onSettled: () => {
      for (const key of ['calendar', 'campaigns', 'campaign', 'broadcasts', 'broadcast', 'launches', 'launch']) {
        void queries.invalidateQueries({ queryKey: [key] });
      }
    },
    meta: { isShown: true },
  });
}

const MOVES: Record<Entry['kind'], (entry: Entry, dates: Dates) => Promise<string>> = {
  async campaign({ id, starts_at, ends_at }, dates) {
    const params = { path: { campaign_id: id } };
    const read = await body(api.GET('/api/v1/management/campaigns/{campaign_id}', { params }));
    if (read.starts_at !== starts_at || read.ends_at !== ends_at) throw movedMeanwhile();
    const { needs_review } = await body(
      api.PATCH('/api/v1/management/campaigns/{campaign_id}', {
        params: { ...params, header: { 'If-Match': `"${read.revision}"` } },
        body: { ...dates } as never,
      }),
    );
    return needs_review ? 'It runs then once a review has approved it.' : '';
  },
  async broadcast({ id }, { starts_at }) {
    await body(
      api.POST('/api/v1/broadcasts/{broadcast_id}/actions/{action}', {
        params: { path: { broadcast_id: id, action: 'schedule' }, header: { 'idempotency-key': newId() } },
        body: { starts_at, comment: 'Moved in the calendar' } as Schemas['BroadcastAction'],
      }),
    );
    return '';
  },
  async launch({ id }, dates) {
    await body(
      api.PATCH('/api/v1/workspace/launches/{launch_id}', {
        params: { path: { launch_id: id } },
        body: { schedule: { ...dates } } as never,
      }),
    );
    return '';
  },
  journey: () => Promise.reject(new Error('a journey has no dates')),
};

function movedMeanwhile(): Problem {
  const message = 'somebody else moved it meanwhile';
  return new Problem(409, { code: 'conflict', message, remedy: 'See where it stands now, and move it from there.' });
}

export function useKeepFree() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (blackout: NewBlackout) => body(api.POST('/api/v1/workspace/blackouts', { body: blackout })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['calendar'] }),
    meta: { isShown: true },
  });
}

export function useGiveBack() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (blackoutId: string) =>
      body(api.DELETE('/api/v1/workspace/blackouts/{blackout_id}', { params: { path: { blackout_id: blackoutId } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['calendar'] }),
  });
}
