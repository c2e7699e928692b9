import { Anchor, Button, Group, Text } from '@mantine/core';
import { IconPackage, IconPlus, IconUpload } from '@tabler/icons-react';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useMay } from '@/app/me';
import { PageHeader } from '@/parts/page/PageHeader';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import { sentence, showDone } from '@/parts/states/problems';
import { Trouble } from '@/parts/states/Trouble';
import { type Column, DataTable } from '@/parts/table/DataTable';
import { useRows } from '@/parts/table/rows';
import { counted } from '@/parts/words/counted';
import { plain, told } from '@/parts/words/values';
import { SureDialogue } from '@/parts/writing/SureDialogue';
import classes from '../content.module.css';
import { useCatalogueNames } from '../queries';
import { ItemForm } from './ItemForm';
import { type Item, useItems, useRemoveCatalogue, useRemoveItems } from './queries';
import { Upload } from './Upload';

const MOST_COLUMNS = 4;

export default function CataloguePage() {
  const { name = '' }: { name?: string } = useParams({ strict: false });
  const mayWrite = useMay('journey:write');
  const catalogue = useCatalogueNames().data?.find((one) => one.name === name);
  const list = useItems(name);
  const { data, error, isPending, refetch } = list;
  const { rows: items, ...paging } = useRows(list, 'items');
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<Item | 'new' | null>(null);
  const [doing, setDoing] = useState<'upload' | 'remove' | null>(null);
  const remove = useRemoveItems(name);
  const columns = useMemo(() => columnsOf(items), [items]);
  const takeOut = () =>
    remove.mutate([...picked], {
      onSuccess: () => {
        showDone(`${counted(picked.size, 'item is', 'items are')} taken out.`);
        setPicked(new Set());
      },
    });
  const add = mayWrite && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setOpen('new')}>
      Add an item
    </Button>
  );
  const upload = mayWrite && (
    <Button variant="default" leftSection={<IconUpload size={18} aria-hidden />} onClick={() => setDoing('upload')}>
      Upload a file
    </Button>
  );
  return (
    <>
      <PageHeader
        title={name}
        above={
          <Anchor component={Link} to="/catalogues" size="sm">
            Catalogues
          </Anchor>
        }
        actions={
          <Group gap="xs">
            {mayWrite && (
              <Button variant="default" onClick={() => setDoing('remove')}>
                Remove
              </Button>
            )}
            {upload}
            {add}
          </Group>
        }
      >
        {[catalogue?.description, catalogue && counted(catalogue.items, 'item')].filter(Boolean).join(' · ')}
      </PageHeader>
      {picked.size > 0 && (
        <Group mb="sm" gap="sm" role="status">
          <Text size="sm">{counted(picked.size, 'item')} picked</Text>
          <Button size="compact-sm" color="red" variant="light" loading={remove.isPending} onClick={takeOut}>
            Take out
          </Button>
          <Button size="compact-sm" variant="subtle" onClick={() => setPicked(new Set())}>
            Pick none
          </Button>
        </Group>
      )}
      {remove.error && <Trouble error={remove.error} />}
      {error && !data ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : (
        <DataTable
          label={`Items of ${name}`}
          columns={columns}
          rows={items}
          idOf={({ id }) => id}
          nameOf={({ id }) => id}
          rowHeight={48}
          onOpen={setOpen}
          {...(mayWrite ? { picked, onPick: setPicked } : {})}
          isLoading={isPending}
          {...paging}
          empty={
            <EmptyState
              icon={IconPackage}
              title="Nothing in it yet"
              action={
                <Group gap="xs">
                  {upload}
                  {add}
                </Group>
              }
            >
              Each item has a number, by which templates look it up, and fields: a name, a price, a picture.
            </EmptyState>
          }
        />
      )}
      {open && (
        <ItemForm
          key={open === 'new' ? 'new' : open.id}
          catalogue={name}
          item={open === 'new' ? null : open}
          isReadOnly={!mayWrite}
          columns={fieldsOf(items)}
          onClose={() => setOpen(null)}
        />
      )}
      {doing === 'upload' && <Upload catalogue={name} onClose={() => setDoing(null)} />}
      {doing === 'remove' && <Remove name={name} items={catalogue?.items ?? 0} onClose={() => setDoing(null)} />}
    </>
  );
}

/** The fields that most items have, as far as they are loaded. */
function fieldsOf(items: readonly Item[]): string[] {
  const counts = new Map<string, number>();
  for (const field of items.flatMap(({ fields }) => Object.keys(fields))) {
    counts.set(field, (counts.get(field) ?? 0) + 1);
  }
  return [...counts].sort(([, one], [, other]) => other - one).map(([field]) => field);
}

function columnsOf(items: readonly Item[]): Column<Item>[] {
  const shown = fieldsOf(items).slice(0, MOST_COLUMNS);
  return [
    {
      key: '',
      title: 'Number',
      width: 'minmax(110px, 0.8fr)',
      cell: ({ id }) => (
        <Text span size="sm" fw={600} truncate display="block" className={classes.mono}>
          {id}
        </Text>
      ),
    },
    ...shown.map(
      (field, at): Column<Item> => ({
        key: field,
        title: sentence(plain(field)),
        width: 'minmax(110px, 1fr)',
        isExtra: at > 0,
        isNumber: items.length > 0 && items.every(({ fields }) => isNumber(fields[field] ?? 0)),
        cell: ({ fields }) => (
          <Text span size="sm" truncate display="block">
            {told(fields[field])}
          </Text>
        ),
      }),
    ),
  ];
}

/** Amounts come as text, so that no digit of them is lost. */
function isNumber(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value));
}

function Remove({ name, items, onClose }: { name: string; items: number; onClose: () => void }) {
  const navigate = useNavigate();
  const { mutate, isPending, error } = useRemoveCatalogue(name);
  const remove = () =>
    mutate(undefined, {
      onSuccess: () => {
        showDone('It is gone.');
        void navigate({ to: '/catalogues' });
      },
    });
  return (
    <SureDialogue
      title={`Remove ${name}`}
      yes="Remove"
      isPending={isPending}
      error={error}
      onSure={remove}
      onClose={onClose}
    >
      {items > 0 ? `Its ${counted(items, 'item')} go with it. ` : ''}Templates that look into it find nothing there from
      then on.
    </SureDialogue>
  );
}
