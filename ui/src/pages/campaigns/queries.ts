/** What the pages of campaigns ask the API for, and what of it is out of date after which change. */
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import { newId } from '@/api/newId';
import type { Campaign, CampaignAction, SavedView } from '@/api/types';
import { useMutation } from '@/api/useMutation';
import type { Found } from '@/app/pages';
import { type Filters, NEWEST } from './filters';
import { STAGES } from './words';

const PAGE = 100;
const LOOK_EVERY_MS = 30_000;

export function useCampaigns({ sort = NEWEST, ...filters }: Filters) {
  return useInfiniteQuery({
    queryKey: ['campaigns', filters, sort],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...filters, sort, limit: PAGE, cursor: pageParam };
      return body(api.GET('/api/v1/management/campaigns', { params: { query }, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: (before) => before,
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) > 1 ? false : LOOK_EVERY_MS),
  });
}

export function useViews() {
  return useQuery({
    queryKey: ['views', 'campaigns'],
    queryFn: ({ signal }) =>
      body(api.GET('/api/v1/workspace/views', { params: { query: { subject: 'campaigns' } }, signal })),
    staleTime: 60_000,
  });
}

type NewView = Pick<SavedView, 'name' | 'filters' | 'sort' | 'is_shared'>;
const COLUMNS = ['name', 'stage', 'channel', 'budget', 'flight', 'updated_at'];

export function useSaveView() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (view: NewView) =>
      body(api.POST('/api/v1/workspace/views', { body: { ...view, subject: 'campaigns', columns: COLUMNS } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['views'] }),
    meta: { isShown: true },
  });
}

export function useRemoveView() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (viewId: string) =>
      body(api.DELETE('/api/v1/workspace/views/{view_id}', { params: { path: { view_id: viewId } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['views'] }),
  });
}

/** What an action would do to each of these, without doing it. */
export function useBulkPreview(action: CampaignAction, ids: readonly string[]) {
  return useQuery({
    queryKey: ['bulk preview', action, ids],
    queryFn: ({ signal }) =>
      body(
        api.POST('/api/v1/workflows/campaigns/actions/{action}', {
          params: { path: { action } },
          body: { campaign_ids: [...ids], preview: true },
          signal,
        }),
      ),
    staleTime: 0,
  });
}

export function useBulk(action: CampaignAction) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ ids, comment }: { ids: readonly string[]; comment: string }) =>
      body(
        api.POST('/api/v1/workflows/campaigns/actions/{action}', {
          params: { path: { action }, header: { 'idempotency-key': newId() } },
          body: { campaign_ids: [...ids], comment },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['campaigns'] }),
    meta: { isShown: true },
  });
}

/** For the palette. */
export async function findCampaigns(q: string, signal: AbortSignal): Promise<Found[]> {
  const page = await body(api.GET('/api/v1/management/campaigns', { params: { query: { q, limit: 8 } }, signal }));
  return page.items.map((campaign: Campaign) => ({
    id: campaign.id,
    title: campaign.name,
    description: `${STAGES[campaign.stage].title} · ${campaign.advertiser_domain}`,
    to: `/campaigns/${campaign.id}`,
  }));
}
