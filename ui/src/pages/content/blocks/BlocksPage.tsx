import { Button } from '@mantine/core';
import { IconBlocks, IconPlus } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMay } from '@/app/me';
import { Jump } from '@/parts/page/Jump';
import { PageHeader } from '@/parts/page/PageHeader';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import { changed } from '@/parts/table/changed';
import { type Column, DataTable } from '@/parts/table/DataTable';
import { Lead } from '@/parts/table/Lead';
import { StandingMark } from '../StandingMark';
import { type Block, useBlocks } from './queries';

const COLUMNS: readonly Column<Block>[] = [
  {
    key: 'name',
    title: 'Block',
    width: 'minmax(220px, 2.4fr)',
    cell: ({ name, description }) => (
      <Lead note={description || 'Nobody said what it is for'}>
        <Jump to="/content-blocks/$name" params={{ name }} tabIndex={-1}>
          {name}
        </Jump>
      </Lead>
    ),
  },
  {
    key: 'standing',
    title: 'Standing',
    width: 'minmax(170px, 1fr)',
    narrow: '132px',
    cell: (block) => <StandingMark template={block} />,
  },
  changed('minmax(120px, 0.8fr)'),
];

export default function BlocksPage() {
  const navigate = useNavigate();
  const mayWrite = useMay('journey:write');
  const { data = [], error, isPending, refetch } = useBlocks();
  const create = mayWrite && (
    <Button component={Link} to="/new-content-block" leftSection={<IconPlus size={18} aria-hidden />}>
      New block
    </Button>
  );
  return (
    <>
      <PageHeader title="Content blocks" actions={create}>
        Pieces that many templates share, such as a footer: written once, and changed in one place.
      </PageHeader>
      {error && data.length === 0 ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : (
        <DataTable
          label="Content blocks"
          columns={COLUMNS}
          rows={data}
          idOf={({ name }) => name}
          nameOf={({ name }) => name}
          onOpen={({ name }) => void navigate({ to: `/content-blocks/${name}` })}
          isLoading={isPending}
          empty={
            <EmptyState icon={IconBlocks} title="No blocks yet" action={create}>
              A footer with your address and a way to unsubscribe is a good first one. Templates put it in with one
              line, and may show different people different variants of it.
            </EmptyState>
          }
        />
      )}
    </>
  );
}
