import { Button, Modal, Stack, Text } from '@mantine/core';
import { IconGavel, IconPlus } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '@/app/me';
import { PageHeader } from '@/parts/page/PageHeader';
import { IDENTITIES, type IdentityKind } from '@/parts/persons/persons';
import { REQUEST_KINDS, REQUEST_STATES } from '@/parts/requests';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import { type Column, DataTable } from '@/parts/table/DataTable';
import { Lead } from '@/parts/table/Lead';
import { useRows } from '@/parts/table/rows';
import { Ago, When } from '@/parts/time/When';
import { PickSeveral } from '@/parts/writing/PickSeveral';
import { NewRequest } from './NewRequest';
import { type DataRequest, type State, useDataRequests } from './queries';
import { RequestCard } from './RequestCard';

const columns: readonly Column<DataRequest>[] = [
  {
    key: 'what',
    title: 'What is asked',
    width: 'minmax(180px, 1.6fr)',
    cell: ({ kind, claim_kind, law }) => (
      <Lead note={`${law.toUpperCase()}, named by their ${claimOf(claim_kind)}`}>{REQUEST_KINDS[kind].title}</Lead>
    ),
  },
  {
    key: 'state',
    title: 'State',
    width: 'minmax(150px, 1.4fr)',
    cell: ({ state, trouble }) => (
      <Stack gap={0}>
        <Text span truncate size="sm">
          {REQUEST_STATES[state]}
        </Text>
        {trouble && (
          <Text span truncate size="xs" c="dimmed" title={trouble}>
            {trouble}
          </Text>
        )}
      </Stack>
    ),
  },
  {
    key: 'received',
    title: 'Received',
    width: 'minmax(110px, 0.8fr)',
    isExtra: true,
    cell: ({ received_at }) => <Ago at={received_at} />,
  },
  {
    key: 'due',
    title: 'Due',
    width: 'minmax(150px, 1fr)',
    isExtra: true,
    cell: ({ due_at, ended_at }) => (ended_at ? 'Ended' : <When at={due_at} isDay />),
  },
];

export function claimOf(kind: string): string {
  return (IDENTITIES[kind as IdentityKind] ?? 'page here').toLowerCase();
}

/** What people ask about their own data: a copy of it, or to be forgotten. */
export default function RequestsPage() {
  const { person }: { person?: string } = useSearch({ strict: false });
  const navigate = useNavigate();
  const mayWrite = useMay('privacy:write');
  const [states, setStates] = useState<State[]>([]);
  const [isAsking, setAsking] = useState(Boolean(person));
  const [openId, setOpenId] = useState<string | null>(null);
  const list = useDataRequests(states);
  const { data, error, isPending, refetch } = list;
  const { rows: requests, ...paging } = useRows(list, 'items');
  const close = () => {
    setAsking(false);
    if (person) void navigate({ to: '/data-requests', search: {}, replace: true } as never);
  };
  const ask = mayWrite && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setAsking(true)}>
      New request
    </Button>
  );
  return (
    <>
      <PageHeader title="Data requests" actions={ask}>
        What people ask about their own data: a copy of it, or to be forgotten.
      </PageHeader>
      <div style={{ marginBottom: 16 }}>
        <PickSeveral label="State" any="Any state" options={REQUEST_STATES} value={states} onChange={setStates} />
      </div>
      {error && !data ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : (
        <DataTable
          label="Data requests"
          columns={columns}
          rows={requests}
          idOf={({ id }) => id}
          nameOf={({ kind, state }) => `${REQUEST_KINDS[kind].title}: ${REQUEST_STATES[state]}`}
          onOpen={({ id }) => setOpenId(id)}
          isLoading={isPending}
          {...paging}
          empty={
            <EmptyState
              icon={IconGavel}
              title={states.length ? 'No request is like that' : 'Nobody has asked'}
              action={ask}
            >
              Once a request is put on record, its due date runs. When somebody has checked who asks, it is carried out
              everywhere and certified.{!ask && ' Administrators put requests on record.'}
            </EmptyState>
          }
        />
      )}
      <Modal opened={isAsking && mayWrite} onClose={close} title="New data request">
        <NewRequest personId={person} onDone={close} />
      </Modal>
      <Modal opened={openId !== null} onClose={() => setOpenId(null)} title="Data request" size="lg">
        {openId && <RequestCard key={openId} requestId={openId} />}
      </Modal>
    </>
  );
}
