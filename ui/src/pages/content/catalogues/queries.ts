/** What the pages of catalogues ask the API for. */
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import type { Schemas } from '@/api/types';
import { useMutation } from '@/api/useMutation';

export type Catalogue = Schemas['CatalogueView'];
export type Item = Schemas['api__routes__catalogues__ItemView'];
export interface NewItem {
  id: string;
  fields: Record<string, unknown>;
}
const PAGE = 100;
export const MOST_A_CALL = 1_000;

export function useItems(name: string) {
  return useInfiniteQuery({
    queryKey: ['catalogues', name, 'items'],
    queryFn: ({ pageParam, signal }) => {
      const params = { path: { name }, query: { cursor: pageParam, limit: PAGE } };
      return body(api.GET('/api/v1/content/catalogues/{name}/items', { params, signal }));
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

function useChange<Said, Answer>(act: (said: Said) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSettled: () => queries.invalidateQueries({ queryKey: ['catalogues'] }),
    meta: { isShown: true },
  });
}

export function useCreateCatalogue() {
  return useChange((said: { name: string; description: string }) =>
    body(api.POST('/api/v1/content/catalogues', { body: said })),
  );
}

export function useRemoveCatalogue(name: string) {
  return useChange(() => body(api.DELETE('/api/v1/content/catalogues/{name}', { params: { path: { name } } })));
}

/** However many: a thousand at a time. `onDone` hears how many are in. */
export function usePutItems(name: string, onDone?: (items: number) => void) {
  const params = { path: { name } };
  return useChange(async (items: readonly NewItem[]) => {
    for (let at = 0; at < items.length; at += MOST_A_CALL) {
      const some = items.slice(at, at + MOST_A_CALL) as Schemas['NewItem'][];
      await body(api.PUT('/api/v1/content/catalogues/{name}/items', { params, body: { items: some } }));
      onDone?.(at + some.length);
    }
    return items.length;
  });
}

export function useRemoveItems(name: string) {
  const params = { path: { name } };
  return useChange(async (ids: readonly string[]) => {
    for (let at = 0; at < ids.length; at += MOST_A_CALL) {
      const some = ids.slice(at, at + MOST_A_CALL);
      await body(api.POST('/api/v1/content/catalogues/{name}/items/remove', { params, body: { ids: some } }));
    }
  });
}
