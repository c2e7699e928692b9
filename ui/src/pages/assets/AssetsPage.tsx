import { Button, Collapse, FileButton, Group, SegmentedControl } from '@mantine/core';
import {
  IconChevronDown,
  IconFolder,
  IconLayoutGrid,
  IconMoodEmpty,
  IconPhoto,
  IconTable,
  IconUpload,
} from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '@/app/me';
import { DropArea } from '@/parts/files/DropArea';
import { PageHeader } from '@/parts/page/PageHeader';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import { DataTable } from '@/parts/table/DataTable';
import { useRows } from '@/parts/table/rows';
import classes from './AssetsPage.module.css';
import { columns } from './columns';
import { FilterBar } from './FilterBar';
import { Folders } from './Folders';
import { type Filters, isFiltered, trimmed } from './filters';
import { Grid } from './Grid';
import { ACCEPTED } from './kinds';
import { useAssets, useFolders } from './queries';
import { Uploads } from './Uploads';
import { bring } from './uploads';

/** Everything that campaigns, messages and brand kits are made of. */
export default function AssetsPage() {
  const filters: Filters = useSearch({ strict: false });
  const navigate = useNavigate();
  const mayWrite = useMay('creative:write');
  const list = useAssets(filters);
  const { data, error, isPending, refetch } = list;
  const { rows: assets, onEnd, isLoadingMore } = useRows(list, 'items');
  const { data: folders = [] } = useFolders();
  const [isTreeOpen, setTreeOpen] = useState(false);
  const show = (search: Filters) => void navigate({ to: '/assets', search, replace: true } as never);
  const choose = (folder: string | undefined) => {
    setTreeOpen(false);
    show(trimmed({ ...filters, folder }));
  };
  const folder = folders.find(({ id }) => id === filters.folder);
  const place = filters.folder === undefined ? 'Everything' : (folder?.name ?? 'In no folder');
  const upload = (files: File[]) => bring(files, folder?.id ?? '');
  const button = mayWrite && (
    <FileButton onChange={upload} accept={ACCEPTED} multiple>
      {(props) => (
        <Button {...props} leftSection={<IconUpload size={18} aria-hidden />}>
          Upload files
        </Button>
      )}
    </FileButton>
  );
  const empty = isFiltered(filters) ? (
    <NoMatch onClear={() => show(trimmed({ folder: filters.folder, view: filters.view }))} />
  ) : (
    <None folder={filters.folder === undefined ? null : place} action={button} />
  );
  return (
    <>
      <PageHeader
        title="Assets"
        actions={
          <Group gap="sm">
            <Looks isTable={filters.view === 'table'} onChange={(view) => show(trimmed({ ...filters, view }))} />
            {button}
          </Group>
        }
      >
        Images, films, sounds, fonts and papers, each with its versions, its rights and where it is used.
      </PageHeader>
      <div className={classes.columns}>
        <aside className={classes.aside}>
          <Button
            variant="default"
            fullWidth
            className={classes.opener}
            leftSection={<IconFolder size={17} aria-hidden />}
            rightSection={<IconChevronDown size={16} aria-hidden />}
            aria-expanded={isTreeOpen}
            onClick={() => setTreeOpen(!isTreeOpen)}
          >
            {place}
          </Button>
          <div className={classes.always}>
            <Folders chosen={filters.folder} onChoose={choose} />
          </div>
          <Collapse expanded={isTreeOpen} className={classes.sometimes}>
            <Folders chosen={filters.folder} onChoose={choose} />
          </Collapse>
        </aside>
        <DropArea
          className={classes.main}
          says={`Drop files to upload them into ${folder?.name ?? 'the library'}`}
          onDrop={mayWrite ? upload : undefined}
        >
          <FilterBar filters={filters} onChange={show} />
          {error && !data ? (
            <ErrorState error={error} onRetry={refetch} />
          ) : filters.view === 'table' ? (
            <DataTable
              label="Assets"
              columns={columns}
              rows={assets}
              idOf={({ id }) => id}
              nameOf={({ name }) => name}
              onOpen={({ id }) => void navigate({ to: `/assets/${id}` })}
              isLoading={isPending}
              isLoadingMore={isLoadingMore}
              onEnd={onEnd}
              empty={empty}
            />
          ) : (
            <Grid
              assets={assets}
              isLoading={isPending}
              isLoadingMore={isLoadingMore}
              onEnd={onEnd}
              empty={<Group className={classes.empty}>{empty}</Group>}
            />
          )}
          <Uploads />
        </DropArea>
      </div>
    </>
  );
}

function Looks({ isTable, onChange }: { isTable: boolean; onChange: (view: 'table' | undefined) => void }) {
  return (
    <SegmentedControl
      aria-label="How they are shown"
      data={[
        { value: 'grid', label: <IconLayoutGrid size={17} aria-label="Pictures" className={classes.look} /> },
        { value: 'table', label: <IconTable size={17} aria-label="Table" className={classes.look} /> },
      ]}
      value={isTable ? 'table' : 'grid'}
      onChange={(view) => onChange(view === 'table' ? 'table' : undefined)}
    />
  );
}

function NoMatch({ onClear }: { onClear: () => void }) {
  const all = (
    <Button variant="light" onClick={onClear}>
      Show all of it
    </Button>
  );
  return (
    <EmptyState icon={IconMoodEmpty} title="Nothing is like that" action={all}>
      Take a filter away, look for fewer words, or in another folder.
    </EmptyState>
  );
}

function None({ folder, action }: { folder: string | null; action: React.ReactNode }) {
  return (
    <EmptyState icon={IconPhoto} title={folder ? `Nothing lies in ${folder}` : 'The library is empty'} action={action}>
      Drop files here, or pick them. Each is looked at, loses what could run in it, and waits for a review before
      anything may use it.
    </EmptyState>
  );
}
