import { useQuery } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import { useMay } from '@/app/me';

/** A few to look at a message as, the newest of all. */
export function useSomePeople() {
  const mayRead = useMay('profile:read');
  return useQuery({
    queryKey: ['contacts', 'some'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/contacts', { params: { query: { limit: 20 } }, signal })),
    enabled: mayRead,
    staleTime: 60_000,
  });
}
