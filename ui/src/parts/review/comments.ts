/** What people say of a campaign, by the section they say it of. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import type { Schemas } from '@/api/types';
import { useMutation } from '@/api/useMutation';
import type { Place } from './words';

export type Thread = Schemas['ThreadView'];

/** Where something is said. */
export interface Spot {
  place: Place;
  creativeId?: string;
}

interface NewComment extends Spot {
  text: string;
  /** Ids of people who are told. */
  mentions: string[];
  /** Left out, it begins one. */
  threadId?: string;
}

const LOOK_EVERY_MS = 30_000;

export function useThreads(campaignId: string) {
  return useQuery({
    queryKey: ['comments', campaignId],
    queryFn: async ({ signal }) => {
      const page = await body(
        api.GET('/api/v1/management/campaigns/{campaign_id}/comments', {
          params: { path: { campaign_id: campaignId }, query: { limit: 200 } },
          signal,
        }),
      );
      return page.items;
    },
    refetchInterval: LOOK_EVERY_MS,
  });
}

export function threadsAt(threads: readonly Thread[], { place, creativeId = '' }: Spot): Thread[] {
  return threads.filter((thread) => thread.place === place && thread.creative_id === creativeId);
}

export function useSay(campaignId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ text, mentions, threadId, place, creativeId }: NewComment) =>
      body(
        api.POST('/api/v1/management/campaigns/{campaign_id}/comments', {
          params: { path: { campaign_id: campaignId } },
          body: { text, mentions, ...(threadId ? { thread_id: threadId } : { place, creative_id: creativeId ?? '' }) },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['comments', campaignId] }),
  });
}

export function useResolve(campaignId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ threadId, resolved }: { threadId: string; resolved: boolean }) =>
      body(
        api.PUT('/api/v1/management/campaigns/{campaign_id}/comments/{thread_id}/resolution', {
          params: { path: { campaign_id: campaignId, thread_id: threadId } },
          body: { resolved },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['comments', campaignId] }),
  });
}
