/** What the page of retention asks the API for. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import type { Schemas } from '@/api/types';
import { useMutation } from '@/api/useMutation';

export type Retained = Schemas['RetentionView'];
export type Run = Schemas['RemovedView'];

const KEY = ['retention'];

export function useRetention() {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => body(api.GET('/api/v1/retention', { signal })),
  });
}

export function useKept() {
  return useQuery({
    queryKey: ['retention kept'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/retention/kept', { signal })),
    staleTime: 3_600_000,
  });
}

export function useRuns() {
  return useQuery({
    queryKey: ['retention runs'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/retention/runs', { params: { query: { limit: 100 } }, signal })),
  });
}

/** So many days from now on; null goes back to what the product does by itself. */
export function useChoose(kind: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (days: number | null) =>
      body(api.PUT('/api/v1/retention/{kind}', { params: { path: { kind } }, body: { days } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
    meta: { isShown: true },
  });
}
