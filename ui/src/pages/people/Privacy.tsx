import { Loader, Stack } from '@mantine/core';
import type { Contact } from '@/parts/persons/persons';
import { ErrorState } from '@/parts/states/ErrorState';
import { Consents } from './Consents';
import { DataRequests } from './DataRequests';
import { useConsents } from './queries';
import { SaleOrSharing } from './SaleOrSharing';

/** What they agreed to and refused, with what shows it, and what they asked about their data. */
export function Privacy({ person }: { person: Contact }) {
  const { data, error, refetch } = useConsents(person.person_id);
  if (error && !data) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <Loader type="dots" aria-label="Loading" />;
  return (
    <Stack gap="md">
      <SaleOrSharing person={person} standing={data.sale_or_sharing} />
      <Consents said={data.consents} person={person} />
      <DataRequests person={person} />
    </Stack>
  );
}
