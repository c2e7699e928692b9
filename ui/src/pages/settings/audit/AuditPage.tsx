import { Button, Group, Modal } from '@mantine/core';
import { IconDownload, IconHistoryOff } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { PageHeader } from '@/parts/page/PageHeader';
import { useNames } from '@/parts/persons/colleagues';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import { sentence } from '@/parts/states/problems';
import { type Column, DataTable } from '@/parts/table/DataTable';
import { Lead } from '@/parts/table/Lead';
import { useRows } from '@/parts/table/rows';
import { When } from '@/parts/time/When';
import { Chains } from './Chains';
import { EntryCard } from './EntryCard';
import { FilterBar } from './FilterBar';
import type { Filters } from './filters';
import { useEntries, useExport } from './queries';
import { deedOf, type Entry, subjectOf } from './words';

/** Who did what, and what was there before and after. */
export default function AuditPage() {
  const filters: Filters = useSearch({ strict: false });
  const navigate = useNavigate();
  const [openId, setOpenId] = useState<string | null>(null);
  const list = useEntries(filters);
  const { data, error, isPending, refetch } = list;
  const { rows: entries, ...paging } = useRows(list, 'items');
  const nameOf = useNames(entries.map(({ actor_id }) => actor_id));
  const file = useExport(filters);
  const show = (search: Filters) => void navigate({ to: '/settings/audit', search, replace: true } as never);
  const whoDid = ({ actor_id }: Entry) => (actor_id === 'system' ? 'The system' : nameOf(actor_id));
  const open = entries.find(({ id }) => id === openId);
  const take = (
    <Group gap="xs">
      <Button
        variant="default"
        leftSection={<IconDownload size={18} aria-hidden />}
        loading={file.isPending}
        onClick={() => file.mutate('csv')}
      >
        As a table
      </Button>
      <Button variant="default" loading={file.isPending} onClick={() => file.mutate('jsonl')}>
        As JSON lines
      </Button>
    </Group>
  );
  return (
    <>
      <PageHeader title="Audit" actions={take}>
        Who did what, and what was there before and after. Nobody can change it.
      </PageHeader>
      <Chains />
      <FilterBar filters={filters} onChange={show} />
      {error && !data ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : (
        <DataTable
          label="What was done"
          columns={columnsWith(whoDid)}
          rows={entries}
          idOf={({ id }) => id}
          nameOf={(entry) => `${whoDid(entry)} ${deedOf(entry)} ${subjectOf(entry)}`}
          onOpen={({ id }) => setOpenId(id)}
          isLoading={isPending}
          {...paging}
          empty={
            <EmptyState icon={IconHistoryOff} title="Nothing of that kind was done">
              Everything that anybody makes, changes or removes is entered here at once.
            </EmptyState>
          }
        />
      )}
      <Modal
        opened={open !== undefined}
        onClose={() => setOpenId(null)}
        size="xl"
        title={open && `${whoDid(open)} ${deedOf(open)}`}
      >
        {open && <EntryCard entry={open} />}
      </Modal>
    </>
  );
}

function columnsWith(whoDid: (entry: Entry) => string): readonly Column<Entry>[] {
  return [
    { key: 'at', title: 'When', width: '170px', narrow: '164px', cell: ({ at }) => <When at={at} /> },
    {
      key: 'what',
      title: 'What, and who did it',
      width: 'minmax(180px, 2.4fr)',
      cell: (entry) => (
        <Lead note={whoDid(entry)}>
          {sentence(deedOf(entry))} {subjectOf(entry)}
        </Lead>
      ),
    },
  ];
}
