/** What the page of API keys asks the API for. */
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import type { Permission, Schemas } from '@/api/types';
import { useMutation } from '@/api/useMutation';
import { useTenantQuery } from '../tenant';

export type Key = Schemas['api__routes__platform_tokens__TokenView'];
const PAGE = 100;

export function useKeys() {
  const tenant = useTenantQuery();
  return useInfiniteQuery({
    queryKey: ['keys', tenant],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...tenant, cursor: pageParam, limit: PAGE };
      return body(api.GET('/api/v1/platform/tokens', { params: { query }, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

/** Whose keys they may be. */
export function useHolders() {
  const tenant = useTenantQuery();
  return useQuery({
    queryKey: ['users', 'holders', tenant],
    queryFn: async ({ signal }) => {
      const query = { ...tenant, limit: 200 };
      const page = await body(api.GET('/api/v1/platform/users', { params: { query }, signal }));
      return page.items.filter(({ disabled }) => !disabled);
    },
  });
}

interface NewKey {
  name: string;
  user_id: string;
  scopes: Permission[] | null;
  expires_at: string | null;
}

export function useMakeKey() {
  const tenant = useTenantQuery();
  return useChange((key: NewKey) => body(api.POST('/api/v1/platform/tokens', { body: { ...key, ...tenant } })));
}

export function useRotate(tokenId: string) {
  const query = useTenantQuery();
  return useChange((overlap: number) => {
    const params = { path: { token_id: tokenId }, query };
    return body(api.POST('/api/v1/platform/tokens/{token_id}/rotate', { params, body: { overlap_s: overlap } }));
  });
}

export function useRevoke(tokenId: string) {
  const query = useTenantQuery();
  return useChange((_: undefined) =>
    body(api.DELETE('/api/v1/platform/tokens/{token_id}', { params: { path: { token_id: tokenId }, query } })),
  );
}

function useChange<Said, Answer>(mutationFn: (said: Said) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: () => queries.invalidateQueries({ queryKey: ['keys'] }),
    meta: { isShown: true },
  });
}
