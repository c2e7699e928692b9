/** People by their names: what the API calls them by ids is shown to nobody. */
import { useQuery } from '@tanstack/react-query';
import { api, body } from '@/api/client';

const SYSTEM: Record<string, string> = {
  'system:calendar': 'The calendar',
  'system:banker': 'The budget',
  'system:lifecycle': 'The system',
  'system:approvals': 'The approval rules',
};

/** `const nameOf = useNames(ids)`: what to call each of them, also while that is asked for. */
export function useNames(ids: readonly string[]): (id: string) => string {
  const wanted = [...new Set(ids)].filter((id) => /^[A-Za-z0-9_-]{1,64}$/.test(id)).sort();
  const { data, isPending, isPlaceholderData } = useQuery({
    queryKey: ['colleagues', wanted],
    queryFn: ({ signal }) =>
      body(api.GET('/api/v1/workspace/colleagues', { params: { query: { id: wanted.slice(0, 200) } }, signal })),
    enabled: wanted.length > 0,
    staleTime: 300_000,
    placeholderData: (before) => before,
  });
  const names = new Map(data?.items.map(({ id, name }) => [id, name]));
  return (id) => {
    if (id.startsWith('system:')) return SYSTEM[id] ?? 'The system';
    return names.get(id) ?? (isPending || isPlaceholderData ? '…' : 'Somebody who left');
  };
}
