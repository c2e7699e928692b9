/** What the page of the audit log asks the API for. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import { useMutation } from '@/api/useMutation';
import { save } from '@/parts/download';
import { useTenantQuery } from '../tenant';
import type { Filters } from './filters';

const PAGE = 100;

export function useEntries(filters: Filters) {
  const query = useWanted(filters);
  return useInfiniteQuery({
    queryKey: ['audit', query],
    queryFn: ({ pageParam, signal }) =>
      body(
        api.GET('/api/v1/audit/entries', { params: { query: { ...query, cursor: pageParam, limit: PAGE } }, signal }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: (before) => before,
  });
}

export function useHeads() {
  const query = useTenantQuery();
  return useQuery({
    queryKey: ['audit heads', query],
    queryFn: ({ signal }) => body(api.GET('/api/v1/audit/heads', { params: { query }, signal })),
  });
}

export function useExport(filters: Filters) {
  const query = useWanted(filters);
  return useMutation({
    mutationFn: (kind: 'csv' | 'jsonl') =>
      save(
        kind === 'csv'
          ? body(api.GET('/api/v1/audit/entries.csv', { params: { query }, parseAs: 'blob' }))
          : body(api.GET('/api/v1/audit/entries.jsonl', { params: { query }, parseAs: 'blob' })),
        `audit.${kind}`,
      ),
  });
}

/** Colleagues by the beginning of their names, to look for what they did. */
export function useColleagues(words: string) {
  return useQuery({
    queryKey: ['colleagues', 'called', words],
    queryFn: ({ signal }) =>
      body(api.GET('/api/v1/workspace/colleagues', { params: { query: { q: words, limit: 10 } }, signal })),
    enabled: words.length > 0,
    placeholderData: (before) => before,
  });
}

function useWanted({ what, who, from, to }: Filters) {
  const tenant = useTenantQuery();
  return {
    ...tenant,
    action: what,
    actor_id: who,
    from: from && new Date(`${from}T00:00`).toISOString(),
    to: to && dayAfter(to),
  };
}

/** "To" means until the end of that day. */
function dayAfter(day: string): string {
  const at = new Date(`${day}T00:00`);
  at.setDate(at.getDate() + 1);
  return at.toISOString();
}
