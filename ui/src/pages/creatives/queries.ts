/** What the pages of creatives ask the API for, and what of it is out of date after which change. */
import { useInfiniteQuery, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import { newId } from '@/api/newId';
import type { Creative, Schemas } from '@/api/types';
import { useMutation } from '@/api/useMutation';

export type Clearance = Schemas['ClearanceView'];
export type Exchange = Schemas['ReachingExchangeView'];

const PAGE = 100;

export function useCreatives(campaignId?: string) {
  return useInfiniteQuery({
    queryKey: ['creatives', 'list', campaignId ?? null],
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: PAGE, cursor: pageParam, ...(campaignId && { campaign_id: campaignId }) };
      return body(api.GET('/api/v1/management/creatives', { params: { query }, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

export function useCreative(creativeId: string) {
  return useQuery({
    queryKey: ['creatives', 'one', creativeId],
    queryFn: ({ signal }) =>
      body(
        api.GET('/api/v1/management/creatives/{creative_id}', {
          params: { path: { creative_id: creativeId } },
          signal,
        }),
      ),
  });
}

/** What the kit in force says of it. */
export function useBrandReport({ id, version }: Creative) {
  return useQuery({
    queryKey: ['creatives', 'brand', id, version],
    queryFn: ({ signal }) =>
      body(
        api.POST('/api/v1/brand/validations/creatives/{creative_id}', {
          params: { path: { creative_id: id } },
          signal,
        }),
      ),
    staleTime: 60_000,
  });
}

export function useClearances(creativeId: string) {
  return useQuery({
    queryKey: ['creatives', 'clearances', creativeId],
    queryFn: ({ signal }) =>
      body(
        api.GET('/api/v1/management/creatives/{creative_id}/clearances', {
          params: { path: { creative_id: creativeId } },
          signal,
        }),
      ),
  });
}

/** Those that reach the tenant's campaigns. */
export function useExchanges() {
  return useQuery({
    queryKey: ['creatives', 'exchanges'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/management/exchanges', { signal })),
    staleTime: 300_000,
  });
}

/** Puts on record what an exchange said of the version that is looked at. */
export function useClear({ id, version }: Creative, exchangeId: string) {
  return useChange((said: Pick<Clearance, 'state' | 'reason' | 'exchange_creative_id'>) =>
    body(
      api.PUT('/api/v1/management/creatives/{creative_id}/clearances/{exchange_id}', {
        params: { path: { creative_id: id, exchange_id: exchangeId } },
        body: { ...said, version },
      }),
    ),
  );
}

/** What is written of a creative, as a JSON merge patch or for a new one. */
export type Content = Record<string, unknown>;

/** Over the version that was read: a change of somebody else's is not overwritten. */
export function useEdit({ id, version }: Creative) {
  return useChange((patch: Content) =>
    body(
      api.PATCH('/api/v1/management/creatives/{creative_id}', {
        params: { path: { creative_id: id }, header: { 'If-Match': `"${version}"` } },
        body: patch as never,
      }),
    ),
  );
}

export function useMake() {
  return useChange((creative: Content) =>
    body(
      api.POST('/api/v1/management/creatives', {
        params: { header: { 'idempotency-key': newId() } },
        body: creative as Schemas['CreativeBody'],
      }),
    ),
  );
}

export function useRemove(creativeId: string) {
  return useChange(() =>
    body(api.DELETE('/api/v1/management/creatives/{creative_id}', { params: { path: { creative_id: creativeId } } })),
  );
}

/** `const nameOf = useCampaignNames(ids)`: what campaigns are called, also while that is asked for. */
export function useCampaignNames(ids: readonly string[]): (id: string) => string {
  return useNamed('campaign', ids, async (id, signal) => {
    const params = { path: { campaign_id: id } };
    return (await body(api.GET('/api/v1/management/campaigns/{campaign_id}', { params, signal }))).name;
  });
}

export function useCreativeNames(ids: readonly string[]): (id: string) => string {
  return useNamed('creative', ids, async (id, signal) => {
    const params = { path: { creative_id: id } };
    return (await body(api.GET('/api/v1/management/creatives/{creative_id}', { params, signal }))).name;
  });
}

function useNamed(kind: string, ids: readonly string[], nameOf: (id: string, signal: AbortSignal) => Promise<string>) {
  const wanted = [...new Set(ids)];
  const named = useQueries({
    queries: wanted.map((id) => ({
      queryKey: ['named', kind, id],
      queryFn: ({ signal }: { signal: AbortSignal }) => nameOf(id, signal),
      staleTime: 300_000,
      retry: false,
    })),
  });
  return (id: string): string => {
    const found = named[wanted.indexOf(id)];
    return found?.data ?? (found?.isLoading ? '…' : 'One that is gone');
  };
}

/** Campaigns with such a name, as a picker takes them. */
export function useCampaignChoice(words: string) {
  return useQuery({
    queryKey: ['campaigns', 'choice', words],
    queryFn: ({ signal }) => {
      const query = { limit: 50, ...(words && { q: words }) };
      return body(api.GET('/api/v1/management/campaigns', { params: { query }, signal })).then(({ items }) => items);
    },
    placeholderData: (before) => before,
    staleTime: 30_000,
  });
}

function useChange<Asked, Answer>(mutationFn: (asked: Asked) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: () => queries.invalidateQueries({ queryKey: ['creatives'] }),
    onError: () => queries.invalidateQueries({ queryKey: ['creatives', 'one'] }), // somebody else may have changed it
    meta: { isShown: true },
  });
}
