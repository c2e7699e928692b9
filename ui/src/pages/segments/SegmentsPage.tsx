import { Button, Group, Text, TextInput } from '@mantine/core';
import { IconPlus, IconSearch, IconUsersGroup } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '@/app/me';
import { Jump } from '@/parts/page/Jump';
import { PageHeader } from '@/parts/page/PageHeader';
import { definitionOf, type Segment, useSegments } from '@/parts/predicates/known';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import { type Column, DataTable } from '@/parts/table/DataTable';
import { Lead } from '@/parts/table/Lead';
import { Ago } from '@/parts/time/When';
import { Count } from '@/parts/words/figures';
import { wayOf } from './words';

const columns: readonly Column<Segment>[] = [
  {
    key: 'name',
    title: 'Segment',
    width: 'minmax(180px, 2.2fr)',
    cell: (segment) => (
      <Lead note={definitionOf(segment).description || 'No description'}>
        <Jump to="/segments/$segmentId" params={{ segmentId: segment.id }} tabIndex={-1}>
          {definitionOf(segment).name}
        </Jump>
      </Lead>
    ),
  },
  {
    key: 'people',
    title: 'People',
    width: 'minmax(90px, 0.6fr)',
    narrow: '100px',
    isNumber: true,
    cell: ({ members }) => <Count value={members} isShort />,
  },
  {
    key: 'way',
    title: 'Chosen',
    width: 'minmax(120px, 0.8fr)',
    isExtra: true,
    cell: (segment) => wayOf(definitionOf(segment).members),
  },
  {
    key: 'bidding',
    title: 'For bidders',
    width: 'minmax(100px, 0.6fr)',
    isExtra: true,
    cell: (segment) => (definitionOf(segment).for_bidding ? 'Told' : '–'),
  },
  {
    key: 'looked',
    title: 'Looked at',
    width: 'minmax(120px, 0.8fr)',
    isExtra: true,
    cell: ({ refreshed_at }) => (
      <Text span size="sm" c="dimmed">
        {refreshed_at ? <Ago at={refreshed_at} /> : 'Not yet'}
      </Text>
    ),
  },
];

/** Who belongs together. */
export default function SegmentsPage() {
  const navigate = useNavigate();
  const mayWrite = useMay('journey:write');
  const [words, setWords] = useState('');
  const { data, error, isPending, refetch } = useSegments();
  const segments = (data ?? []).filter((segment) => {
    const { name, description = '' } = definitionOf(segment);
    return `${name} ${description}`.toLowerCase().includes(words.trim().toLowerCase());
  });
  const make = mayWrite && (
    <Button component={Link} to="/segments/new" leftSection={<IconPlus size={18} aria-hidden />}>
      New segment
    </Button>
  );
  return (
    <>
      <PageHeader title="Segments" actions={make}>
        Who belongs together, by what they are and what they do.
      </PageHeader>
      <Group mb="md" role="search" aria-label="Segments">
        <TextInput
          type="search"
          aria-label="Name"
          placeholder="Name"
          leftSection={<IconSearch size={16} aria-hidden />}
          value={words}
          onChange={({ currentTarget }) => setWords(currentTarget.value)}
        />
      </Group>
      {error && !data ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : (
        <DataTable
          label="Segments"
          columns={columns}
          rows={segments}
          idOf={({ id }) => id}
          nameOf={(segment) => definitionOf(segment).name}
          onOpen={({ id }) => void navigate({ to: `/segments/${id}` })}
          isLoading={isPending}
          empty={
            words ? (
              <EmptyState icon={IconUsersGroup} title={`No segment is called “${words}”`} />
            ) : (
              <EmptyState icon={IconUsersGroup} title="No segments yet" action={make}>
                A segment says who belongs together. Campaigns, journeys and broadcasts reach its people, and it keeps
                itself up to date.
              </EmptyState>
            )
          }
        />
      )}
    </>
  );
}
