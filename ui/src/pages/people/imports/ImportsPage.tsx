import { Anchor, Badge, Button, Text } from '@mantine/core';
import { IconFileImport, IconPlus } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMay } from '@/app/me';
import { Jump } from '@/parts/page/Jump';
import { PageHeader } from '@/parts/page/PageHeader';
import { useNames } from '@/parts/persons/colleagues';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import { type Column, DataTable } from '@/parts/table/DataTable';
import { Lead } from '@/parts/table/Lead';
import { Ago } from '@/parts/time/When';
import { Count } from '@/parts/words/figures';
import { useImports } from './queries';
import { type Import, nameOfImport, outcomeOf, STATES } from './words';

/** Files of people that were taken in, or are being. */
export default function ImportsPage() {
  const navigate = useNavigate();
  const mayWrite = useMay('profile:write');
  const { data, error, isPending, refetch } = useImports();
  const imports = data ?? [];
  const nameOf = useNames(imports.map(({ imported_by }) => imported_by));
  const columns: readonly Column<Import>[] = [
    {
      key: 'file',
      title: 'File',
      width: 'minmax(200px, 2fr)',
      cell: (one) => (
        <Lead note={outcomeOf(one)}>
          <Jump to="/people/imports/$importId" params={{ importId: one.id }} tabIndex={-1}>
            {nameOfImport(one)}
          </Jump>
        </Lead>
      ),
    },
    {
      key: 'state',
      title: 'State',
      width: '120px',
      narrow: '112px',
      cell: ({ state }) => <StateMark state={state} />,
    },
    count('rows', 'Rows', ({ rows }) => rows),
    count('made', 'New', ({ made }) => made),
    count('changed', 'Changed', ({ changed }) => changed),
    count('refused', 'Refused', ({ state, refused }) => (state === 'done' ? refused : null)),
    {
      key: 'by',
      title: 'Imported',
      width: 'minmax(140px, 1fr)',
      isExtra: true,
      cell: ({ imported_by, imported_at }) => (
        <Lead note={<Ago at={imported_at} />}>
          <Text span size="sm">
            {nameOf(imported_by)}
          </Text>
        </Lead>
      ),
    },
  ];
  const make = mayWrite && (
    <Button component={Link} to="/people/imports/new" leftSection={<IconPlus size={18} aria-hidden />}>
      Import people
    </Button>
  );
  const above = (
    <Anchor component={Link} to="/people" size="sm">
      People
    </Anchor>
  );
  return (
    <>
      <PageHeader title="Imports" above={above} actions={make}>
        {mayWrite
          ? 'Files of people, what became of them, and the rows that have to be corrected.'
          : 'You see what was imported. To import people you need a role that may change people; an administrator of your tenant can give you one.'}
      </PageHeader>
      {error && !data ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : (
        <DataTable
          label="Imports"
          columns={columns}
          rows={imports}
          idOf={({ id }) => id}
          nameOf={nameOfImport}
          onOpen={({ id }) => void navigate({ to: `/people/imports/${id}` })}
          isLoading={isPending}
          empty={
            <EmptyState icon={IconFileImport} title="Nothing was imported yet" action={make}>
              A CSV file brings people with what you know of them and what they agreed to. Rows that do not fit come
              back in a file of their own.
            </EmptyState>
          }
        />
      )}
    </>
  );
}

export function StateMark({ state }: Pick<Import, 'state'>) {
  return (
    <Badge variant="light" color={STATES[state].color} tt="none">
      {STATES[state].title}
    </Badge>
  );
}

function count(key: string, title: string, value: (one: Import) => number | null): Column<Import> {
  return {
    key,
    title,
    width: 'minmax(76px, 0.5fr)',
    isNumber: true,
    isExtra: true,
    cell: (one) => <Count value={value(one)} isShort />,
  };
}
