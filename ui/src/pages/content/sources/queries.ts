/** What the page of connected content asks the API for. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import type { Schemas } from '@/api/types';
import { useMutation } from '@/api/useMutation';

export type Source = Schemas['api__routes__catalogues__SourceView'];

export function useSources() {
  return useQuery({
    queryKey: ['content sources'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/content/sources', { signal })),
  });
}

interface Said {
  host: string;
  path_prefix: string;
  description: string;
  headers: Record<string, string>;
}

export function usePutSource() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ host, ...said }: Said) =>
      body(api.PUT('/api/v1/content/sources/{host}', { params: { path: { host } }, body: said })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['content sources'] }),
    meta: { isShown: true },
  });
}

export function useRemoveSource() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (host: string) => body(api.DELETE('/api/v1/content/sources/{host}', { params: { path: { host } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['content sources'] }),
    meta: { isShown: true },
  });
}
