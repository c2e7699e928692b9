import { Button, Group, NativeSelect, SegmentedControl } from '@mantine/core';
import { IconMoodEmpty, IconPlus, IconTemplate } from '@tabler/icons-react';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Channel } from '@/api/types';
import { useMay } from '@/app/me';
import { PageHeader } from '@/parts/page/PageHeader';
import { useNames } from '@/parts/persons/colleagues';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import { DataTable } from '@/parts/table/DataTable';
import { useRows } from '@/parts/table/rows';
import { CHANNELS } from '@/parts/words/channels';
import { SearchInput } from '@/parts/writing/SearchInput';
import classes from '../content.module.css';
import { type Filters, isFiltered, STANDINGS, type Standing, trimmed } from '../filters';
import { useTemplates } from '../queries';
import { columnsWith } from './columns';

export default function TemplatesPage() {
  const filters: Filters = useSearch({ strict: false });
  const navigate = useNavigate();
  const mayWrite = useMay('journey:write');
  const list = useTemplates(filters);
  const { data, error, isPending, refetch } = list;
  const { rows: templates, ...paging } = useRows(list, 'templates');
  const nameOf = useNames(templates.map(({ created_by }) => created_by));
  const columns = useMemo(() => columnsWith(nameOf), [nameOf]);
  const show = (search: Filters) =>
    void navigate({ to: '/templates', search: trimmed(search), replace: true } as never);
  const create = mayWrite && (
    <Button component={Link} to="/templates/new" leftSection={<IconPlus size={18} aria-hidden />}>
      New template
    </Button>
  );
  return (
    <>
      <PageHeader title="Templates" actions={create}>
        What your messages say, in every language. Journeys, broadcasts and activations send them.
      </PageHeader>
      <FilterBar filters={filters} onChange={show} />
      {error && !data ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : (
        <DataTable
          label="Templates"
          columns={columns}
          rows={templates}
          idOf={({ id }) => id}
          nameOf={({ name }) => name}
          onOpen={({ id }) => void navigate({ to: `/templates/${id}` })}
          isLoading={isPending}
          {...paging}
          empty={isFiltered(filters) ? <NoMatch filters={filters} onChange={show} /> : <None create={create} />}
        />
      )}
    </>
  );
}

function FilterBar({ filters, onChange }: { filters: Filters; onChange: (filters: Filters) => void }) {
  return (
    <Group gap="sm" mb="md" role="search" aria-label="Templates">
      <SearchInput
        type="search"
        label="Name"
        className={classes.words}
        maxLength={120}
        value={filters.q ?? ''}
        onChange={(q) => onChange({ ...filters, q: q.trim() })}
      />
      <NativeSelect
        aria-label="Channel"
        data={options('Any channel', CHANNELS)}
        value={filters.channel ?? ''}
        onChange={({ currentTarget: { value } }) =>
          onChange({ ...filters, channel: (value || undefined) as Channel | undefined })
        }
      />
      <NativeSelect
        aria-label="Standing"
        data={options('Whatever they stand at', STANDINGS)}
        value={filters.standing ?? ''}
        onChange={({ currentTarget: { value } }) =>
          onChange({ ...filters, standing: (value || undefined) as Standing | undefined })
        }
      />
      <SegmentedControl
        aria-label="Which templates"
        data={[
          { value: 'used', label: 'In use' },
          { value: 'archived', label: 'Archived' },
        ]}
        value={filters.archived ? 'archived' : 'used'}
        onChange={(value) => onChange({ ...filters, archived: value === 'archived' ? true : undefined })}
      />
    </Group>
  );
}

function options(any: string, words: Record<string, string>) {
  return [{ value: '', label: any }, ...Object.entries(words).map(([value, label]) => ({ value, label }))];
}

function NoMatch({ filters, onChange }: { filters: Filters; onChange: (filters: Filters) => void }) {
  const isJustArchived = filters.archived && !filters.q && !filters.channel && !filters.standing;
  const all = (
    <Button variant="light" onClick={() => onChange({})}>
      {isJustArchived ? 'Show those in use' : 'Show all templates'}
    </Button>
  );
  return (
    <EmptyState
      icon={IconMoodEmpty}
      title={isJustArchived ? 'Nothing is archived' : 'No template is like that'}
      action={all}
    >
      {isJustArchived
        ? 'A template that is not needed any more is put out of sight here, and can be taken back.'
        : 'Other words, another channel or the archive may have what you look for.'}
    </EmptyState>
  );
}

function None({ create }: { create: React.ReactNode }) {
  return (
    <EmptyState icon={IconTemplate} title="No templates yet" action={create}>
      A template is what a message says: an e-mail with its subject and page, a text, a push. It is written once, in
      every language, and shows each person what is theirs.
    </EmptyState>
  );
}
