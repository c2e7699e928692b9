import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { IconBuildingStore, IconPlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { asProblem, byField } from '@/api/problem';
import { useMay } from '@/app/me';
import { Jump } from '@/parts/page/Jump';
import { PageHeader } from '@/parts/page/PageHeader';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import { Trouble } from '@/parts/states/Trouble';
import { changed } from '@/parts/table/changed';
import { type Column, DataTable } from '@/parts/table/DataTable';
import { Lead } from '@/parts/table/Lead';
import { Count } from '@/parts/words/figures';
import { isName, NAME_RULE, nameError } from '../one/names';
import { useCatalogueNames } from '../queries';
import { type Catalogue, useCreateCatalogue } from './queries';

const COLUMNS: readonly Column<Catalogue>[] = [
  {
    key: 'name',
    title: 'Catalogue',
    width: 'minmax(220px, 2.4fr)',
    cell: ({ name, description }) => (
      <Lead note={description || 'Nobody said what is in it'}>
        <Jump to="/catalogues/$name" params={{ name }} tabIndex={-1}>
          {name}
        </Jump>
      </Lead>
    ),
  },
  {
    key: 'items',
    title: 'Items',
    width: 'minmax(96px, 0.6fr)',
    narrow: '96px',
    isNumber: true,
    cell: ({ items }) => <Count value={items} />,
  },
  changed('minmax(140px, 0.8fr)'),
];

export default function CataloguesPage() {
  const navigate = useNavigate();
  const mayWrite = useMay('journey:write');
  const [isMaking, setMaking] = useState(false);
  const { data = [], error, isPending, refetch } = useCatalogueNames();
  const create = mayWrite && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setMaking(true)}>
      New catalogue
    </Button>
  );
  return (
    <>
      <PageHeader title="Catalogues" actions={create}>
        Products, shops and offers that messages speak of: each person sees the items that are theirs.
      </PageHeader>
      {error && data.length === 0 ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : (
        <DataTable
          label="Catalogues"
          columns={COLUMNS}
          rows={data}
          idOf={({ name }) => name}
          nameOf={({ name }) => name}
          onOpen={({ name }) => void navigate({ to: `/catalogues/${name}` })}
          isLoading={isPending}
          empty={
            <EmptyState icon={IconBuildingStore} title="No catalogues yet" action={create}>
              Put your products into one, from a file if you like. A template then looks up the one that somebody left
              in their cart, with its name, price and picture.
            </EmptyState>
          }
        />
      )}
      {isMaking && <NewCatalogue onClose={() => setMaking(false)} />}
    </>
  );
}

function NewCatalogue({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const create = useCreateCatalogue();
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const problem = create.error && asProblem(create.error);
  const fields = problem ? byField(problem) : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(
      { name, description: description.trim() },
      { onSuccess: () => void navigate({ to: `/catalogues/${name}` }) },
    );
  };
  return (
    <Modal opened onClose={onClose} title="New catalogue">
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label="Name"
            description={`${NAME_RULE}. Templates name it, so that it stays`}
            placeholder="products"
            required
            maxLength={40}
            data-autofocus
            value={name}
            error={nameError(name) ?? fields.name}
            onChange={({ currentTarget }) => {
              setName(currentTarget.value);
              create.reset();
            }}
          />
          <TextInput
            label="What is in it"
            maxLength={4_000}
            value={description}
            onChange={({ currentTarget }) => setDescription(currentTarget.value)}
          />
          {problem && !fields.name && <Trouble error={problem} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending} disabled={!isName(name)}>
              Make it
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
