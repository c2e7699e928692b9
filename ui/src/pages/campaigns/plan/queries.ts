/** What writing a campaign asks the API for. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { api, body } from '@/api/client';
import { newId } from '@/api/newId';
import type { Launch, Schemas } from '@/api/types';
import { useMutation } from '@/api/useMutation';
import { keyOf } from '../one/queries';
import type { Part, Said } from './said';

const launchKey = (launchId: string | undefined) => ['launch', launchId] as const;

const launchQuery = (launchId: string | undefined) => ({
  queryKey: launchKey(launchId),
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    body(
      api.GET('/api/v1/workspace/launches/{launch_id}', { params: { path: { launch_id: launchId ?? '' } }, signal }),
    ),
});

export function useLaunch(launchId: string | undefined) {
  return useQuery({ ...launchQuery(launchId), enabled: launchId !== undefined });
}

/** Launches that have not been submitted yet, the newest first. */
export function useUnfinished() {
  return useQuery({
    queryKey: ['launches'],
    queryFn: async ({ signal }) => {
      const page = await body(api.GET('/api/v1/workspace/launches', { params: { query: { limit: 20 } }, signal }));
      return page.items.filter(({ stage }) => stage === null || stage === 'draft');
    },
  });
}

interface Saying {
  launch: Launch | null;
  part: Part;
  /** The fields of that section that say something else, as a merge patch. */
  words: Record<string, unknown>;
  said: Said;
  /** The same for the same words: a launch whose answer was lost is not begun twice. */
  key: string;
}

/** Says some fields of one section over what was read of the launch; the first ones begin it. */
export function useSaySection() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ launch, part, words, said, key }: Saying) => {
      if (!launch) {
        const { budget } = settled(said);
        const begun = { budget, [part]: part === 'budget' ? { ...budget, ...words } : words };
        return body(
          api.POST('/api/v1/workspace/launches', {
            params: { header: { 'idempotency-key': key } },
            body: begun as unknown as Schemas['LaunchBody'],
          }),
        );
      }
      await queries.cancelQueries({ queryKey: launchKey(launch.id) }); // its answer would be older than this one's
      return body(
        api.PATCH('/api/v1/workspace/launches/{launch_id}', {
          params: { path: { launch_id: launch.id }, header: { 'If-Match': `"${launch.revision}"` } },
          body: { [part]: words } as Record<string, never>,
        }),
      );
    },
    onSuccess: (launch) => heard(queries, launch),
    meta: { isShown: true },
  });
}

/** Reads a launch anew, whatever is known of it. */
export function useReadLaunch() {
  const queries = useQueryClient();
  return useCallback((launchId: string) => queries.fetchQuery({ ...launchQuery(launchId), staleTime: 0 }), [queries]);
}

/** What a form begins with that the API would not: the reader's own clock. */
function settled({ budget: { currency, time_zone } }: Said) {
  return { budget: { currency, time_zone } };
}

type NewCreative = Record<string, unknown>;

export function useAddCreative(launch: Launch | null, said: Said) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (creative: NewCreative) =>
      launch
        ? body(
            api.PATCH('/api/v1/workspace/launches/{launch_id}', {
              params: { path: { launch_id: launch.id } },
              body: { creatives: [creative] } as unknown as Record<string, never>,
            }),
          )
        : body(
            api.POST('/api/v1/workspace/launches', {
              params: { header: { 'idempotency-key': newId() } },
              body: { ...settled(said), creatives: [creative] } as unknown as Schemas['LaunchBody'],
            }),
          ),
    onSuccess: (said) => heard(queries, said),
    meta: { isShown: true },
  });
}

/** Of a campaign that is edited without a launch. */
export function useAddTo(campaignId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (creative: NewCreative) =>
      body(
        api.POST('/api/v1/management/creatives', {
          params: { header: { 'idempotency-key': newId() } },
          body: { ...creative, campaign_id: campaignId } as unknown as Schemas['CreativeBody'],
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: keyOf(campaignId) }),
    meta: { isShown: true },
  });
}

export function useTakeOut(launch: Launch | null) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, isWaiting }: { id: string; isWaiting: boolean }) =>
      isWaiting
        ? body(
            api.DELETE('/api/v1/workspace/launches/{launch_id}/waiting-creatives/{wish_id}', {
              params: { path: { launch_id: launch?.id ?? '', wish_id: id } },
            }),
          )
        : body(api.DELETE('/api/v1/management/creatives/{creative_id}', { params: { path: { creative_id: id } } })),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['campaign'] });
      return queries.invalidateQueries({ queryKey: launchKey(launch?.id) });
    },
  });
}

export function useUpload() {
  return useMutation({
    mutationFn: (file: File) =>
      body(
        api.POST('/api/v1/brand/assets/files', {
          headers: { 'Content-Type': file.type || 'application/octet-stream' },
          body: file as never,
          bodySerializer: (sent: unknown) => sent as BodyInit,
        }),
      ),
    meta: { isShown: true },
  });
}

/** Does the next move, where it is the caller's to do. */
export function useAdvance(launchId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      body(
        api.POST('/api/v1/workspace/launches/{launch_id}/advance', {
          params: { path: { launch_id: launchId }, header: { 'idempotency-key': newId() } },
        }),
      ),
    onSuccess: (launch) => heard(queries, launch),
  });
}

export function useForget() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (launchId: string) =>
      body(api.DELETE('/api/v1/workspace/launches/{launch_id}', { params: { path: { launch_id: launchId } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['launches'] }),
  });
}

interface Edit {
  patch: Record<string, unknown>;
  /** What that was written over. */
  revision: number;
}

/** Says everything that was changed at once; refused when somebody else was faster. */
export function useEdit(campaignId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ patch, revision }: Edit) =>
      body(
        api.PATCH('/api/v1/management/campaigns/{campaign_id}', {
          params: { path: { campaign_id: campaignId }, header: { 'If-Match': `"${revision}"` } },
          body: patch as Record<string, never>,
        }),
      ),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ['campaigns'] });
      void queries.invalidateQueries({ queryKey: ['launches'] }); // they say what the campaigns say
      queries.removeQueries({ queryKey: ['launch'], type: 'inactive' });
      return queries.invalidateQueries({ queryKey: keyOf(campaignId) });
    },
    meta: { isShown: true },
  });
}

/** Segments that bidders know, by the numbers campaigns target. */
export function useSegments(isWanted: boolean) {
  return useQuery({
    queryKey: ['segments'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/segments', { signal })),
    enabled: isWanted,
    staleTime: 60_000,
  });
}

/** How many people are in any of these segments and in none of those. */
export function useEstimate(wanted: readonly string[], unwanted: readonly string[]) {
  const inside = (segment: string) => ({ kind: 'in_segment' as const, segment });
  return useQuery({
    queryKey: ['estimate', wanted, unwanted],
    queryFn: ({ signal }) => {
      const any = wanted.length > 0 ? [{ kind: 'any' as const, of: wanted.map(inside) }] : [];
      const none = unwanted.map((one) => ({ kind: 'not' as const, of: inside(one) }));
      const where = { kind: 'all' as const, of: [...any, ...none] };
      return body(api.POST('/api/v1/segments/estimate', { body: { where }, signal }));
    },
    enabled: wanted.length + unwanted.length > 0,
    placeholderData: (before) => before,
    staleTime: 60_000,
  });
}

export function useMakeForecast(campaignId: string) {
  return useMutation({
    mutationFn: (hours: number) =>
      body(
        api.POST('/api/v1/campaigns/{campaign_id}/forecast', {
          params: { path: { campaign_id: campaignId } },
          body: { hours } as Schemas['ForecastBody'],
        }),
      ),
    meta: { isShown: true },
  });
}

const FORECAST_EVERY_MS = 1_000;

export function useForecast(campaignId: string, forecastId: string | undefined) {
  return useQuery({
    queryKey: ['forecast', campaignId, forecastId],
    queryFn: ({ signal }) =>
      body(
        api.GET('/api/v1/campaigns/{campaign_id}/forecast/{forecast_id}', {
          params: { path: { campaign_id: campaignId, forecast_id: forecastId ?? '' } },
          signal,
        }),
      ),
    enabled: forecastId !== undefined,
    refetchInterval: (query) =>
      ['done', 'failed'].includes(query.state.data?.state ?? '') ? false : FORECAST_EVERY_MS,
  });
}

function heard(queries: ReturnType<typeof useQueryClient>, launch: Launch): void {
  queries.setQueryData(launchKey(launch.id), launch);
  void queries.invalidateQueries({ queryKey: ['launches'] });
  void queries.invalidateQueries({ queryKey: ['campaigns'] });
  if (launch.campaign_id) void queries.invalidateQueries({ queryKey: keyOf(launch.campaign_id) });
}
