import { Button, Group, Text } from '@mantine/core';
import { IconFileImport, IconUserQuestion, IconUsers } from '@tabler/icons-react';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMay } from '@/app/me';
import { PageHeader } from '@/parts/page/PageHeader';
import { type Contact, nameOfContact } from '@/parts/persons/persons';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import { DataTable } from '@/parts/table/DataTable';
import { useRows } from '@/parts/table/rows';
import { SearchInput } from '@/parts/writing/SearchInput';
import { columns } from './columns';
import classes from './PeoplePage.module.css';
import { useContacts, useFound } from './queries';

const SETTLED_MS = 350;
const NOBODY: readonly Contact[] = [];

export default function PeoplePage() {
  const { q = '' }: { q?: string } = useSearch({ strict: false });
  const navigate = useNavigate();
  const search = (said: string) =>
    void navigate({ to: '/people', search: said.trim() ? { q: said.trim() } : {}, replace: true });
  const everybody = useContacts(q === '');
  const found = useFound(q);
  const asked = q ? found : everybody;
  const { rows: contacts, ...paging } = useRows(everybody, 'contacts');
  const people = q ? (found.data?.contacts ?? NOBODY) : contacts;
  return (
    <>
      <PageHeader title="People" actions={<Imports />}>
        Everybody you know, with what they agreed to and everything they were sent.
      </PageHeader>
      <Group mb="md" role="search" aria-label="People">
        <SearchInput
          type="search"
          className={classes.words}
          label="Name, e-mail address, phone number or customer number"
          value={q}
          settledMs={SETTLED_MS}
          onChange={search}
        />
      </Group>
      {asked.error && !asked.data ? (
        <ErrorState error={asked.error} onRetry={asked.refetch} />
      ) : (
        <DataTable
          label="People"
          columns={columns}
          rows={people}
          idOf={({ person_id }) => person_id}
          nameOf={nameOfContact}
          onOpen={({ person_id }) => void navigate({ to: `/people/${person_id}` })}
          isLoading={asked.isPending}
          {...(q ? {} : paging)}
          empty={q ? <NoMatch words={q} /> : <Nobody />}
        />
      )}
      <Text size="sm" c="dimmed" mt="sm" role="status">
        {q &&
          found.data?.has_more &&
          'More people are called so. Type more of the name to find who is not among these.'}
      </Text>
    </>
  );
}

function Imports() {
  return (
    <Group gap="sm">
      <Button component={Link} to="/people/imports" variant="default">
        Imports
      </Button>
      <Bring />
    </Group>
  );
}

function Bring() {
  if (!useMay('profile:write')) return null;
  return (
    <Button component={Link} to="/people/imports/new" leftSection={<IconFileImport size={18} aria-hidden />}>
      Import people
    </Button>
  );
}

function NoMatch({ words }: { words: string }) {
  const navigate = useNavigate();
  const all = (
    <Button variant="light" onClick={() => void navigate({ to: '/people', search: {} })}>
      Show everybody
    </Button>
  );
  return (
    <EmptyState icon={IconUserQuestion} title={`Nobody is found by “${words}”`} action={all}>
      People are found by the beginning of their first or last name, two letters or more, or by the whole of an e-mail
      address, a phone number with its country code, or a number that you gave them.
    </EmptyState>
  );
}

function Nobody() {
  return (
    <EmptyState icon={IconUsers} title="Nobody yet" action={<Bring />}>
      People appear here once a file of them is imported, or as soon as your website or app sends an event of theirs.
    </EmptyState>
  );
}
