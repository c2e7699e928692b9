import { Button, Group, SegmentedControl } from '@mantine/core';
import { IconMoodEmpty, IconPlus, IconSend2 } from '@tabler/icons-react';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMay } from '@/app/me';
import { PageHeader } from '@/parts/page/PageHeader';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import { DataTable } from '@/parts/table/DataTable';
import { useRows } from '@/parts/table/rows';
import { columns } from './columns';
import type { Filters } from './filters';
import { useBroadcasts } from './queries';
import { STAGES, type Stage } from './stages';

const CHOICES = [
  { value: '', label: 'All' },
  ...Object.entries(STAGES).map(([value, { title }]) => ({ value, label: title })),
];

export default function BroadcastsPage() {
  const { stage }: Filters = useSearch({ strict: false });
  const navigate = useNavigate();
  const mayWrite = useMay('journey:write');
  const list = useBroadcasts(stage);
  const { data, error, isPending, refetch } = list;
  const { rows, ...paging } = useRows(list, 'broadcasts');
  const show = (value: string) => {
    const search: Filters = value ? { stage: [value as Stage] } : {};
    void navigate({ to: '/broadcasts', search, replace: true });
  };
  const create = mayWrite && (
    <Button component={Link} to="/broadcasts/new" leftSection={<IconPlus size={18} aria-hidden />}>
      New broadcast
    </Button>
  );
  return (
    <>
      <PageHeader title="Broadcasts" actions={create}>
        One message to many: what goes out, how far it is, and who was held back.
      </PageHeader>
      <Group mb="md" wrap="nowrap" style={{ overflowX: 'auto' }}>
        <SegmentedControl
          aria-label="Stage"
          data={CHOICES}
          value={stage?.[0] ?? ''}
          onChange={show}
          style={{ flex: 'none' }}
        />
      </Group>
      {error && !data ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : (
        <DataTable
          label="Broadcasts"
          columns={columns}
          rows={rows}
          idOf={({ id }) => id}
          nameOf={({ name }) => name}
          onOpen={({ id }) => void navigate({ to: `/broadcasts/${id}` })}
          isLoading={isPending}
          {...paging}
          empty={stage ? <NoMatch onClear={() => show('')} /> : <None create={create} />}
        />
      )}
    </>
  );
}

function NoMatch({ onClear }: { onClear: () => void }) {
  const all = (
    <Button variant="light" onClick={onClear}>
      Show all broadcasts
    </Button>
  );
  return (
    <EmptyState icon={IconMoodEmpty} title="No broadcast is at that stage" action={all}>
      Another stage may have what you look for.
    </EmptyState>
  );
}

function None({ create }: { create: React.ReactNode }) {
  return (
    <EmptyState icon={IconSend2} title="No broadcasts yet" action={create}>
      A broadcast sends one message to a segment or to everybody, at once or at an hour of their own day. Each one is
      listed here, with who got it and who did not.
    </EmptyState>
  );
}
