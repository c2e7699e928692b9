import { Button, Group, SegmentedControl } from '@mantine/core';
import { IconMoodEmpty, IconPlus, IconRoute } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '@/app/me';
import { PageHeader } from '@/parts/page/PageHeader';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import { DataTable } from '@/parts/table/DataTable';
import { useRows } from '@/parts/table/rows';
import { columns } from './columns';
import type { Filters } from './filters';
import { NewJourney } from './NewJourney';
import { useJourneys } from './queries';
import { type JourneyStage, STAGES } from './stages';

const CHOICES = [
  { value: '', label: 'All' },
  ...Object.entries(STAGES).map(([value, { title }]) => ({ value, label: title })),
];

export default function JourneysPage() {
  const { stage }: Filters = useSearch({ strict: false });
  const navigate = useNavigate();
  const mayWrite = useMay('journey:write');
  const [isMaking, setIsMaking] = useState(false);
  const list = useJourneys(stage);
  const { data, error, isPending, refetch } = list;
  const { rows: journeys, ...paging } = useRows(list, 'journeys');
  const show = (value: string) => {
    const search: Filters = value ? { stage: [value as JourneyStage] } : {};
    void navigate({ to: '/journeys', search, replace: true });
  };
  const create = mayWrite && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setIsMaking(true)}>
      New journey
    </Button>
  );
  return (
    <>
      <PageHeader title="Journeys" actions={create}>
        What people go through, step by step, and where they are.
      </PageHeader>
      <Group mb="md" style={{ overflowX: 'auto' }}>
        <SegmentedControl aria-label="Stage" data={CHOICES} value={stage?.[0] ?? ''} onChange={show} />
      </Group>
      {error && !data ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : (
        <DataTable
          label="Journeys"
          columns={columns}
          rows={journeys}
          idOf={({ id }) => id}
          nameOf={({ name }) => name}
          onOpen={({ id }) => void navigate({ to: `/journeys/${id}` })}
          isLoading={isPending}
          {...paging}
          empty={stage ? <NoMatch onClear={() => show('')} /> : <None create={create} />}
        />
      )}
      {isMaking && <NewJourney onClose={() => setIsMaking(false)} />}
    </>
  );
}

function NoMatch({ onClear }: { onClear: () => void }) {
  const all = (
    <Button variant="light" onClick={onClear}>
      Show all journeys
    </Button>
  );
  return (
    <EmptyState icon={IconMoodEmpty} title="No journey is at that stage" action={all}>
      Another stage may have what you look for.
    </EmptyState>
  );
}

function None({ create }: { create: React.ReactNode }) {
  return (
    <EmptyState icon={IconRoute} title="No journeys yet" action={create}>
      A journey meets people when something happens, writes to them, waits, and decides what comes next. Each one is
      listed here, with how many are inside.
    </EmptyState>
  );
}
