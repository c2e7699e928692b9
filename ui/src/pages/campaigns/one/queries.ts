/** What the page of one campaign asks the API for, and what of it is out of date after which change. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import { newId } from '@/api/newId';
import type { Campaign, CampaignAction, Schemas } from '@/api/types';
import { useMutation } from '@/api/useMutation';

const LOOK_EVERY_MS = 15_000;
const EXPLAIN_EVERY_MS = 60_000;

/** Where everything that is asked of a campaign is kept. */
export const keyOf = (campaignId: string, ...part: unknown[]) => ['campaign', campaignId, ...part] as const;

export function useCampaign(campaignId: string) {
  return useQuery({
    queryKey: keyOf(campaignId),
    queryFn: ({ signal }) =>
      body(
        api.GET('/api/v1/management/campaigns/{campaign_id}', {
          params: { path: { campaign_id: campaignId } },
          signal,
        }),
      ),
    refetchInterval: LOOK_EVERY_MS,
  });
}

const workflow = { params: (campaignId: string) => ({ path: { campaign_id: campaignId } }) };

export function useHistory(campaignId: string, sequence: unknown) {
  return useQuery({
    queryKey: keyOf(campaignId, 'transitions', sequence),
    queryFn: ({ signal }) =>
      body(
        api.GET('/api/v1/workflows/campaigns/{campaign_id}/transitions', {
          params: workflow.params(campaignId),
          signal,
        }),
      ),
    placeholderData: (before) => before,
  });
}

/** Who wrote what of it when, the newest first. */
export function useRevisions(campaignId: string, asOf: unknown, isWanted: boolean) {
  return useQuery({
    queryKey: keyOf(campaignId, 'revisions', asOf),
    queryFn: ({ signal }) =>
      body(
        api.GET('/api/v1/management/campaigns/{campaign_id}/revisions', {
          params: workflow.params(campaignId),
          signal,
        }),
      ),
    enabled: isWanted,
    placeholderData: (before) => before,
  });
}

/** The newest round of review; there is none before a campaign was submitted. */
export function useReview(campaignId: string, wasSubmitted: boolean) {
  return useQuery({
    queryKey: keyOf(campaignId, 'approval'),
    queryFn: ({ signal }) =>
      body(
        api.GET('/api/v1/workflows/campaigns/{campaign_id}/approval', { params: workflow.params(campaignId), signal }),
      ),
    enabled: wasSubmitted,
    refetchInterval: LOOK_EVERY_MS,
  });
}

export function usePreflight(campaignId: string, isWanted = true) {
  return useQuery({
    queryKey: keyOf(campaignId, 'preflight'),
    queryFn: ({ signal }) =>
      body(
        api.GET('/api/v1/workflows/campaigns/{campaign_id}/preflight', { params: workflow.params(campaignId), signal }),
      ),
    enabled: isWanted,
    staleTime: 30_000,
  });
}

export function useTasks(campaignId: string) {
  return useQuery({
    queryKey: keyOf(campaignId, 'tasks'),
    queryFn: ({ signal }) =>
      body(api.GET('/api/v1/workflows/campaigns/{campaign_id}/tasks', { params: workflow.params(campaignId), signal })),
  });
}

export function useTaskDone(campaignId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ taskId, done }: { taskId: string; done: boolean }) =>
      body(
        api.PUT('/api/v1/workflows/campaigns/{campaign_id}/tasks/{task_id}/done', {
          params: { path: { campaign_id: campaignId, task_id: taskId } },
          body: { done },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: keyOf(campaignId) }),
  });
}

export function useBudget(campaign: Campaign) {
  return useQuery({
    queryKey: keyOf(campaign.id, 'budget'),
    queryFn: ({ signal }) =>
      body(
        api.GET('/api/v1/management/campaigns/{campaign_id}/budget', {
          params: { path: { campaign_id: campaign.id } },
          signal,
        }),
      ),
    refetchInterval: campaign.stage === 'live' ? LOOK_EVERY_MS / 3 : LOOK_EVERY_MS,
  });
}

export function useAlerts(campaignId: string) {
  return useQuery({
    queryKey: keyOf(campaignId, 'alerts'),
    queryFn: ({ signal }) =>
      body(
        api.GET('/api/v1/management/campaigns/{campaign_id}/budget/alerts', {
          params: { path: { campaign_id: campaignId } },
          signal,
        }),
      ),
  });
}

/** Asked again as soon as it stands otherwise: what stopped it is what somebody wants to know then. */
export function useExplanation(campaignId: string) {
  const { data: campaign } = useCampaign(campaignId);
  return useQuery({
    queryKey: keyOf(campaignId, 'explanation', campaign?.updated_at),
    queryFn: ({ signal }) =>
      body(
        api.GET('/api/v1/management/campaigns/{campaign_id}/explanation', {
          params: { path: { campaign_id: campaignId } },
          signal,
        }),
      ),
    placeholderData: (before) => before,
    refetchInterval: EXPLAIN_EVERY_MS,
    staleTime: EXPLAIN_EVERY_MS / 2,
  });
}

export function useCreatives(campaignId: string, isWanted = true) {
  return useQuery({
    queryKey: keyOf(campaignId, 'creatives'),
    queryFn: ({ signal }) =>
      body(
        api.GET('/api/v1/management/creatives', {
          params: { query: { campaign_id: campaignId, limit: 100 } },
          signal,
        }),
      ),
    enabled: isWanted,
  });
}

/** Where engineers look at its workflow; null where there is no such place. */
export function useExecution(campaignId: string, wasSubmitted: boolean) {
  return useQuery({
    queryKey: keyOf(campaignId, 'execution'),
    queryFn: ({ signal }) =>
      body(
        api.GET('/api/v1/workflows/campaigns/{campaign_id}/execution', { params: workflow.params(campaignId), signal }),
      ),
    enabled: wasSubmitted,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

type Act = Partial<Schemas['api__routes__workflows__ActionBody']>;

export function useAct(campaignId: string, action: CampaignAction) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (said: Act) =>
      body(
        api.POST('/api/v1/workflows/campaigns/{campaign_id}/actions/{action}', {
          params: { path: { campaign_id: campaignId, action }, header: { 'idempotency-key': newId() } },
          body: said as Schemas['api__routes__workflows__ActionBody'],
        }),
      ),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ['campaigns'] });
      return queries.invalidateQueries({ queryKey: keyOf(campaignId) });
    },
    meta: { isShown: true },
  });
}

/** What came of it, from analytics; null where nothing has happened to it yet. */
export function useResults(campaignId: string, isWanted: boolean) {
  return useQuery({
    queryKey: keyOf(campaignId, 'results'),
    queryFn: async ({ signal }) => {
      const report = await body(api.GET('/api/v1/reports/campaigns', { signal }));
      return report.items.find((row) => row.campaign_id === campaignId) ?? null;
    },
    enabled: isWanted,
    refetchInterval: EXPLAIN_EVERY_MS,
  });
}

/** How far it came in the requests that were traced. */
export function useReach(campaignId: string, isWanted: boolean) {
  return useQuery({
    queryKey: keyOf(campaignId, 'reach'),
    queryFn: ({ signal }) =>
      body(api.GET('/api/v1/reports/refusals', { params: { query: { campaign_id: campaignId } }, signal })),
    enabled: isWanted,
  });
}

export function useTrace(requestId: string) {
  return useQuery({
    queryKey: ['trace', requestId],
    queryFn: ({ signal }) =>
      body(api.GET('/api/v1/bids/{request_id}/trace', { params: { path: { request_id: requestId } }, signal })),
    enabled: requestId !== '',
    retry: false,
  });
}

/** Erases a draft; what was read of it is forgotten once whoever did so is `away` from its page. */
export function useErase(campaignId: string, away: () => Promise<void>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      body(api.DELETE('/api/v1/management/campaigns/{campaign_id}', { params: { path: { campaign_id: campaignId } } })),
    onSuccess: async () => {
      void queries.invalidateQueries({ queryKey: ['campaigns'] });
      void queries.invalidateQueries({ queryKey: ['launches'] });
      await away();
      queries.removeQueries({ queryKey: keyOf(campaignId) });
      queries.removeQueries({ queryKey: ['launch'], type: 'inactive' });
    },
    meta: { isShown: true },
  });
}

export function useCopy(campaign: Campaign) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (name: string) =>
      body(
        api.POST('/api/v1/management/campaigns/{campaign_id}/copy', {
          params: { path: { campaign_id: campaign.id }, header: { 'idempotency-key': newId() } },
          body: { name } as Schemas['CopyBody'],
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['campaigns'] }),
  });
}
