import { useQuery } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import { nameOfContact } from './persons';

/** Somebody by what people call them: never by the id that programs do. */
export function PersonName({ personId }: { personId: string }) {
  const { data, isPending } = useQuery({
    queryKey: ['contact', personId],
    queryFn: ({ signal }) =>
      body(api.GET('/api/v1/contacts/{person_id}', { params: { path: { person_id: personId } }, signal })),
    staleTime: 300_000,
  });
  if (data) return <>{nameOfContact(data)}</>;
  return <>{isPending ? '…' : 'Somebody who was erased'}</>;
}
