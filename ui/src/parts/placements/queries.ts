/** What the API says of placements: who would take something, and what left the house for them. */
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import { newId } from '@/api/newId';
import type { Schemas } from '@/api/types';
import { useMutation } from '@/api/useMutation';

/** One of them. */
export interface Subject {
  creative_id?: string;
  asset_ids?: string[];
}
export type Check = Schemas['api__routes__creative_exports__CheckView'];
export type Verdict = Check['placements'][number];
export type Export = Schemas['ExportView'];

const PAGE = 50;

/** A creative or assets, held against every placement that they might fit; `version` is the subject's. */
export function useCheck(subject: Subject, isWanted: boolean, version: number) {
  return useQuery({
    queryKey: ['placements', subject, version],
    queryFn: ({ signal }) => body(api.POST('/api/v1/brand/placements/check', { body: subject as never, signal })),
    enabled: isWanted,
  });
}

/** What each placement is called, by its id. */
export function usePlacementNames(): (placement: string) => string {
  const { data = [] } = useQuery({
    queryKey: ['placements', 'contracts'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/brand/placements', { signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const names = new Map(data.map(({ id, name }) => [id, name]));
  return (placement) => names.get(placement) ?? placement;
}

export function useExport() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (wish: Subject & { placements: string[] }) =>
      body(
        api.POST('/api/v1/brand/exports', {
          params: { header: { 'idempotency-key': newId() } },
          body: wish as Schemas['ExportBody'],
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['exports'] }),
    meta: { isShown: true },
  });
}

export function useExports(creativeId?: string) {
  return useInfiniteQuery({
    queryKey: ['exports', creativeId ?? null],
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: PAGE, cursor: pageParam, ...(creativeId && { creative_id: creativeId }) };
      return body(api.GET('/api/v1/brand/exports', { params: { query }, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

export function fetchPackage(exportId: string): Promise<unknown> {
  const path = { export_id: exportId };
  return body(api.GET('/api/v1/brand/exports/{export_id}/package', { params: { path }, parseAs: 'blob' }));
}

export function fetchManifest(exportId: string): Promise<unknown> {
  const path = { export_id: exportId };
  return body(api.GET('/api/v1/brand/exports/{export_id}/manifest', { params: { path }, parseAs: 'blob' }));
}
