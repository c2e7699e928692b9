/** What the pages of money ask the API for, and what of it is out of date after a correction. */
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import { asProblem } from '@/api/problem';
import type { Schemas } from '@/api/types';
import { useMutation } from '@/api/useMutation';
import { SHOWN, type Shown } from './address';

export type Line = Schemas['BoardLine'];
export type Together = Schemas['TogetherView'];
export type Entry = Schemas['api__routes__ledger__EntryView'];

const LOOK_EVERY_MS = 15_000;
const PAGE = 100;
const MOST_AT_ONCE = 200;

const askBoard = (show: Shown, limit: number, cursor?: string, signal?: AbortSignal) =>
  body(
    api.GET('/api/v1/management/budgets', {
      params: { query: { stage: [...SHOWN[show].stages], limit, cursor } },
      signal,
    }),
  );

export function useBoard(show: Shown) {
  return useInfiniteQuery({
    queryKey: ['budgets', show],
    queryFn: ({ pageParam, signal }) => askBoard(show, PAGE, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) > 1 ? false : LOOK_EVERY_MS),
  });
}

/** Every line there is, for a file. */
export function useWholeBoard(show: Shown) {
  return useMutation({
    mutationFn: async () => {
      const lines: Line[] = [];
      let cursor: string | undefined;
      do {
        const page = await askBoard(show, MOST_AT_ONCE, cursor);
        lines.push(...page.items);
        cursor = page.next_cursor ?? undefined;
      } while (cursor);
      return lines;
    },
  });
}

/** Kept where the campaign's own page keeps it. */
const keyOf = (campaignId: string, ...part: unknown[]) => ['campaign', campaignId, ...part] as const;
const pathOf = (campaignId: string) => ({ path: { campaign_id: campaignId } });

export function useCampaign(campaignId: string) {
  return useQuery({
    queryKey: keyOf(campaignId),
    queryFn: ({ signal }) =>
      body(api.GET('/api/v1/management/campaigns/{campaign_id}', { params: pathOf(campaignId), signal })),
  });
}

export function useBudget(campaignId: string) {
  return useQuery({
    queryKey: keyOf(campaignId, 'budget'),
    queryFn: ({ signal }) =>
      body(api.GET('/api/v1/management/campaigns/{campaign_id}/budget', { params: pathOf(campaignId), signal })),
    refetchInterval: LOOK_EVERY_MS,
  });
}

export function useAlerts(campaignId: string) {
  return useQuery({
    queryKey: keyOf(campaignId, 'alerts'),
    queryFn: ({ signal }) =>
      body(api.GET('/api/v1/management/campaigns/{campaign_id}/budget/alerts', { params: pathOf(campaignId), signal })),
    refetchInterval: LOOK_EVERY_MS,
  });
}

const askLedger = (campaignId: string, query: { limit: number; before?: number }, signal: AbortSignal) =>
  body(
    api.GET('/api/v1/management/campaigns/{campaign_id}/ledger', { params: { ...pathOf(campaignId), query }, signal }),
  );

export function useLedger(campaignId: string, isWanted: boolean) {
  return useInfiniteQuery({
    queryKey: keyOf(campaignId, 'ledger'),
    queryFn: ({ pageParam, signal }) => askLedger(campaignId, { limit: PAGE, before: pageParam }, signal),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => page.next_before ?? undefined,
    enabled: isWanted,
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) > 1 ? false : LOOK_EVERY_MS),
  });
}

/** One entry by its number, wherever in the ledger it is; null where there is none. */
export function useEntry(campaignId: string, sequence: number | undefined) {
  return useQuery({
    queryKey: keyOf(campaignId, 'ledger', 'entry', sequence),
    queryFn: async ({ signal }) => {
      const page = await askLedger(campaignId, { limit: 1, before: (sequence ?? 0) + 1 }, signal);
      return page.items.find((entry) => entry.sequence === sequence) ?? null;
    },
    enabled: sequence !== undefined,
  });
}

export function useCorrect(campaignId: string, sequence: number) {
  const queries = useQueryClient();
  const again = () => queries.invalidateQueries({ queryKey: keyOf(campaignId) });
  return useMutation({
    mutationFn: (correction: Schemas['CorrectionBody']) =>
      body(
        api.POST('/api/v1/management/campaigns/{campaign_id}/ledger/{sequence}/corrections', {
          params: { path: { campaign_id: campaignId, sequence } },
          body: correction,
        }),
      ),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['budgets'] });
      return again();
    },
    onError: (error) => (asProblem(error).status === 409 ? again() : undefined),
    meta: { isShown: true },
  });
}
