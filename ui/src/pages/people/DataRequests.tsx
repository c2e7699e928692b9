import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMay } from '@/app/me';
import { Facts } from '@/parts/page/Facts';
import { Panel } from '@/parts/page/Panel';
import type { Contact } from '@/parts/persons/persons';
import { REQUEST_KINDS, REQUEST_STATES } from '@/parts/requests';
import { When } from '@/parts/time/When';
import { canCompare, type DataRequest, requestsOf } from './claims';
import { useRequests } from './queries';

/** What they asked about their data, as far as it still can be told that it was them. */
export function DataRequests({ person }: { person: Contact }) {
  const mayAsk = useMay('privacy:write');
  const latest = useRequests().data?.items;
  const theirs = useQuery({
    queryKey: ['data requests', 'of', person.person_id, latest?.map(({ id, state }) => id + state)],
    queryFn: () => requestsOf(person, latest ?? []),
    enabled: canCompare && latest !== undefined,
  }).data;
  const ask = mayAsk && (
    <Button
      component={Link}
      to="/data-requests"
      search={{ person: person.person_id } as never}
      variant="default"
      size="compact-sm"
    >
      New request
    </Button>
  );
  return (
    <Panel title="Data requests" aside={ask}>
      {theirs && theirs.length > 0 ? (
        <Facts
          facts={theirs.map((request) => [
            REQUEST_KINDS[request.kind].title,
            <Told key={request.id} request={request} />,
          ])}
        />
      ) : (
        <Text size="sm" c="dimmed">
          {canCompare
            ? 'They have asked for nothing among the latest 200 requests.'
            : 'Whose a request is can be told over HTTPS only.'}
        </Text>
      )}
    </Panel>
  );
}

function Told({ request }: { request: DataRequest }) {
  return (
    <>
      {REQUEST_STATES[request.state]}; received <When at={request.received_at} />, {request.ended_at ? 'ended' : 'due'}{' '}
      <When at={request.ended_at ?? request.due_at} isDay />
    </>
  );
}
