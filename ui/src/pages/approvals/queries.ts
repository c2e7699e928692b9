/** What deciding asks the API for, and what of it is out of date after which change. */
import { type UseQueryResult, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import { newId } from '@/api/newId';
import type { BrandReport, Campaign, Creative, Schemas } from '@/api/types';
import { useMutation } from '@/api/useMutation';
import { useMay } from '@/app/me';
import type { Section } from '@/parts/review/words';
import type { Review } from './standing';

export type Comparison = Schemas['api__routes__gate__ComparisonView'];
export type Preflight = Schemas['PreflightView'];
export type Verdict = Schemas['domain__approvals__values__Verdict'];

const LOOK_EVERY_MS = 30_000;
const MOST = 100;

/** Reviews that the reader could decide now, oldest first. */
export function usePending() {
  return useQuery({
    queryKey: ['approvals', 'pending'],
    queryFn: ({ signal }) =>
      body(api.GET('/api/v1/workflows/pending', { params: { query: { limit: MOST } }, signal })).then(
        ({ items }) => items,
      ),
    refetchInterval: LOOK_EVERY_MS,
  });
}

export type Pending = NonNullable<ReturnType<typeof usePending>['data']>[number];

/** Campaigns in their review, whoever decides. */
export function useInReview() {
  return useQuery({
    queryKey: ['approvals', 'in review'],
    queryFn: ({ signal }) => {
      const query = { stage: ['in_review' as const], sort: 'created_at' as const, limit: MOST };
      return body(api.GET('/api/v1/management/campaigns', { params: { query }, signal })).then(({ items }) => items);
    },
    refetchInterval: LOOK_EVERY_MS,
  });
}

/** Everything that somebody reads before they decide, but what takes long. */
export interface Subject {
  review: Review;
  campaign: Campaign;
  comparison: Comparison;
  creatives: Creative[];
}

export function useSubject(campaignId: string): UseQueryResult<Subject> {
  const mayRead = useMay('creative:read');
  return useQuery({
    queryKey: ['approvals', 'subject', campaignId],
    queryFn: async ({ signal }) => {
      const params = { path: { campaign_id: campaignId } };
      const review = await body(api.GET('/api/v1/workflows/campaigns/{campaign_id}/approval', { params, signal }));
      const [campaign, comparison, creatives] = await Promise.all([
        body(api.GET('/api/v1/management/campaigns/{campaign_id}', { params, signal })),
        body(
          api.GET('/api/v1/workflows/campaigns/{campaign_id}/difference', {
            params: { ...params, query: { after: review.revision } },
            signal,
          }),
        ),
        mayRead
          ? body(
              api.GET('/api/v1/management/creatives', {
                params: { query: { campaign_id: campaignId, limit: MOST } },
                signal,
              }),
            ).then(({ items }) => items)
          : [],
      ]);
      return { review, campaign, comparison, creatives };
    },
    refetchInterval: LOOK_EVERY_MS,
  });
}

/** What one revision says otherwise than an earlier one that was read. */
export function useSince(campaignId: string, before: number, after: number) {
  return useQuery({
    queryKey: ['approvals', 'since', campaignId, before, after],
    queryFn: ({ signal }) =>
      body(
        api.GET('/api/v1/workflows/campaigns/{campaign_id}/difference', {
          params: { path: { campaign_id: campaignId }, query: { before, after } },
          signal,
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY, // revisions do not change
  });
}

/** What the gate would say if it went live now. */
export function usePreflight(campaignId: string) {
  return useQuery({
    queryKey: ['approvals', 'preflight', campaignId],
    queryFn: ({ signal }) =>
      body(
        api.GET('/api/v1/workflows/campaigns/{campaign_id}/preflight', {
          params: { path: { campaign_id: campaignId } },
          signal,
        }),
      ),
    staleTime: 60_000,
  });
}

/** What the brand kit in force says of each creative, by the creative. */
export function useBrandReports(creatives: readonly Creative[]): ReadonlyMap<string, UseQueryResult<BrandReport>> {
  const found = useQueries({
    queries: creatives.map(({ id, version }) => ({
      queryKey: ['approvals', 'brand', id, version],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        body(
          api.POST('/api/v1/brand/validations/creatives/{creative_id}', {
            params: { path: { creative_id: id } },
            signal,
          }),
        ),
      staleTime: 300_000,
    })),
  });
  return new Map(creatives.map(({ id }, at) => [id, found[at] as UseQueryResult<BrandReport>]));
}

export interface Decision {
  verdict: Verdict;
  comment: string;
  remarks: { section: Section; comment: string }[];
}

/**
 * A decision on exactly what `review` shows: the API refuses it once the campaign says something else.
 *
 * `onDecided` is told how far the review is, before the queue is asked for anew.
 */
export function useDecide(review: Review, onDecided: (progress: string) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ verdict, comment, remarks }: Decision) =>
      body(
        api.POST('/api/v1/workflows/campaigns/{campaign_id}/actions/{action}', {
          params: {
            path: { campaign_id: review.campaign_id, action: verdict },
            header: { 'idempotency-key': newId() },
          },
          body: { comment, revision_hash: review.revision_hash, ...(remarks.length ? { remarks } : {}) },
        }),
      ),
    onSuccess: ({ review: progress }) => onDecided(progress),
    onSettled: () => {
      for (const key of ['approvals', 'campaigns', 'home']) void queries.invalidateQueries({ queryKey: [key] });
    },
    meta: { isShown: true },
  });
}
