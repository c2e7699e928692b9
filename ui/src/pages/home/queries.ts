/** What the first page asks for. It is looked at again now and then, and only while somebody looks at it. */
import { useQueries, useQuery } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import type { Campaign, Schemas } from '@/api/types';
import { useMay } from '@/app/me';

export type Digest = Schemas['DigestView'];
export type Budget = Schemas['BudgetView'];
export type Traffic = Schemas['CampaignRow'];

const MINUTE_MS = 60_000;
const MONEY_EVERY_MS = 15_000;
const DAY_MS = 86_400_000;
const MOST_LIVE = 8;
const MOST_DRAFTS = 5;
const MOST_BEGUN = 20;

/** `launch` is where it goes on, for what is no campaign yet. */
export interface Draft {
  id: string;
  name: string | null;
  launch: string | null;
  updated_at: string;
  budget?: string;
  currency?: string;
}

/** Reviews, troubles and what goes out: what a letter would say now. */
export function useDigest() {
  return useQuery({
    queryKey: ['home', 'digest'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/notifications/digest', { signal })),
    refetchInterval: MINUTE_MS,
  });
}

export function useUnread() {
  return useQuery({
    queryKey: ['notifications', 'unread'],
    queryFn: ({ signal }) =>
      body(
        api.GET('/api/v1/notifications', {
          params: { query: { unread: true, but: ['review_waits'], limit: 10 } },
          signal,
        }),
      ),
    refetchInterval: MINUTE_MS,
  });
}

/** What was written last: campaigns, and what there is too little of yet for a campaign. */
export function useDrafts() {
  const mayRead = useMay('campaign:read');
  const mayWrite = useMay('campaign:write'); // else nobody takes up what was begun
  return useQuery({
    queryKey: ['home', 'drafts', mayWrite],
    queryFn: async ({ signal }) => {
      const query = { stage: ['draft' as const], sort: '-updated_at' as const, limit: MOST_DRAFTS };
      const [campaigns, launches] = await Promise.all([
        body(api.GET('/api/v1/management/campaigns', { params: { query }, signal })),
        mayWrite
          ? body(api.GET('/api/v1/workspace/launches', { params: { query: { limit: MOST_BEGUN } }, signal }))
          : null,
      ]);
      const begun = (launches?.items ?? []).filter(({ stage }) => stage === null);
      return [
        ...campaigns.items.map((one): Draft => ({ ...one, launch: null })),
        ...begun.map(({ id, brief, updated_at }): Draft => ({ id, name: brief.name, updated_at, launch: id })),
      ]
        .sort((one, other) => other.updated_at.localeCompare(one.updated_at))
        .slice(0, MOST_DRAFTS);
    },
    enabled: mayRead,
    staleTime: MINUTE_MS,
  });
}

/** The largest of those that are on air. */
export function useLive() {
  const mayRead = useMay('campaign:read');
  return useQuery({
    queryKey: ['home', 'live'],
    queryFn: ({ signal }) => {
      const query = { stage: ['live' as const], sort: '-budget' as const, limit: MOST_LIVE };
      return body(api.GET('/api/v1/management/campaigns', { params: { query }, signal }));
    },
    enabled: mayRead,
    refetchInterval: MINUTE_MS,
  });
}

/** What the banker has of each, by campaign: money that is spent, and money that bidders hold at this moment. */
export function useMoney(campaigns: readonly Campaign[]): ReadonlyMap<string, Budget> {
  const found = useQueries({
    queries: campaigns.map(({ id }) => ({
      queryKey: ['home', 'budget', id],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        body(
          api.GET('/api/v1/management/campaigns/{campaign_id}/budget', {
            params: { path: { campaign_id: id } },
            signal,
          }),
        ),
      refetchInterval: MONEY_EVERY_MS,
    })),
  });
  return new Map(found.flatMap(({ data }) => (data ? [[data.campaign_id, data] as const] : [])));
}

/** What the bid plane saw of each in a day, by campaign; nothing while analytics is away. */
export function useTraffic(isWanted: boolean): ReadonlyMap<string, Traffic> {
  const mayRead = useMay('analytics:read');
  const { data } = useQuery({
    queryKey: ['home', 'traffic'],
    queryFn: ({ signal }) => {
      const from = new Date(Date.now() - DAY_MS).toISOString();
      return body(api.GET('/api/v1/reports/campaigns', { params: { query: { from } }, signal }));
    },
    enabled: mayRead && isWanted,
    refetchInterval: MINUTE_MS,
    retry: false,
  });
  return new Map(data?.items.map((row) => [row.campaign_id, row]));
}
