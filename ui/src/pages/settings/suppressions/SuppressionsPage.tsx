import { Button, Group, Modal, NativeSelect } from '@mantine/core';
import { IconDownload, IconMailCheck, IconPlus, IconUpload } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '@/app/me';
import { PageHeader } from '@/parts/page/PageHeader';
import { useNames } from '@/parts/persons/colleagues';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import { DataTable } from '@/parts/table/DataTable';
import { useRows } from '@/parts/table/rows';
import { CHANNELS } from '@/parts/words/channels';
import { Add } from './Add';
import { Check } from './Check';
import { columnsWith } from './columns';
import { Import } from './Import';
import { type Filters, useExport, useSuppressions } from './queries';
import { Suppressed } from './Suppressed';
import { KINDS, REASONS } from './words';

/** Who must not be written to, and why. */
export default function SuppressionsPage() {
  const filters: Filters = useSearch({ strict: false });
  const navigate = useNavigate();
  const mayWrite = useMay('profile:write');
  const [doing, setDoing] = useState<'add' | 'import' | null>(null);
  const [openKey, setOpenKey] = useState<string | null>(null);
  const file = useExport();
  const list = useSuppressions(filters);
  const { data, error, isPending, refetch } = list;
  const { rows: entries, ...paging } = useRows(list, 'entries');
  const nameOf = useNames(entries.map(({ added_by }) => added_by));
  const show = (change: Filters) =>
    void navigate({ to: '/suppressions', search: { ...filters, ...change }, replace: true } as never);
  const keyOf = ({ identity, channel }: (typeof entries)[number]) => `${identity}/${channel ?? ''}`;
  const open = entries.find((entry) => keyOf(entry) === openKey);
  const add = mayWrite && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setDoing('add')}>
      Put somebody on it
    </Button>
  );
  const actions = (
    <Group gap="xs">
      <Button
        variant="default"
        leftSection={<IconDownload size={18} aria-hidden />}
        loading={file.isPending}
        onClick={() => file.mutate()}
      >
        Export
      </Button>
      {mayWrite && (
        <Button variant="default" leftSection={<IconUpload size={18} aria-hidden />} onClick={() => setDoing('import')}>
          Import
        </Button>
      )}
      {add}
    </Group>
  );
  return (
    <>
      <PageHeader title="Suppression list" actions={actions}>
        Who must not be written to. Of addresses only a fingerprint is kept, so look for one below.
      </PageHeader>
      <Check />
      <Group gap="sm" mb="md">
        <NativeSelect
          aria-label="Channel"
          data={options('On any channel', CHANNELS)}
          value={filters.channel ?? ''}
          onChange={({ currentTarget }) => show({ channel: (currentTarget.value || undefined) as Filters['channel'] })}
        />
        <NativeSelect
          aria-label="Reason"
          data={options('For any reason', REASONS)}
          value={filters.reason ?? ''}
          onChange={({ currentTarget }) => show({ reason: (currentTarget.value || undefined) as Filters['reason'] })}
        />
      </Group>
      {error && !data ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : (
        <DataTable
          label="Suppression list"
          columns={columnsWith(nameOf)}
          rows={entries}
          idOf={keyOf}
          nameOf={({ kind, reason }) => `${KINDS[kind]}: ${REASONS[reason]}`}
          onOpen={(entry) => setOpenKey(keyOf(entry))}
          isLoading={isPending}
          {...paging}
          empty={
            <EmptyState icon={IconMailCheck} title="Nobody is on the list" action={add}>
              Whoever unsubscribes, complains or cannot be reached is put on it at once, and no message goes to them.
            </EmptyState>
          }
        />
      )}
      <Modal opened={doing === 'add'} onClose={() => setDoing(null)} title="Put somebody on the list">
        <Add onDone={() => setDoing(null)} />
      </Modal>
      <Modal opened={doing === 'import'} onClose={() => setDoing(null)} title="Import a list">
        <Import onDone={() => setDoing(null)} />
      </Modal>
      <Modal opened={open !== undefined} onClose={() => setOpenKey(null)} title={open && KINDS[open.kind]}>
        {open && <Suppressed entry={open} by={nameOf(open.added_by)} onDone={() => setOpenKey(null)} />}
      </Modal>
    </>
  );
}

function options(any: string, words: Record<string, string>) {
  return [{ value: '', label: any }, ...Object.entries(words).map(([value, label]) => ({ value, label }))];
}
