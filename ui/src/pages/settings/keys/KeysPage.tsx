import { Button, Modal } from '@mantine/core';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useMay } from '@/app/me';
import { PageHeader } from '@/parts/page/PageHeader';
import { useNames } from '@/parts/persons/colleagues';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import { type Column, DataTable } from '@/parts/table/DataTable';
import { Lead } from '@/parts/table/Lead';
import { useRows } from '@/parts/table/rows';
import { Ago, When } from '@/parts/time/When';
import { KeyCard } from './KeyCard';
import { NewKey } from './NewKey';
import { type Key, useKeys } from './queries';
import { scopeOf, stateOf } from './words';

/** What programs come in with. */
export default function KeysPage() {
  const mayWrite = useMay('user:write');
  const [isMaking, setMaking] = useState(false);
  const [openId, setOpenId] = useState<string | null>(null);
  const list = useKeys();
  const { data, error, isPending, refetch } = list;
  const { rows: keys, ...paging } = useRows(list, 'items');
  const nameOf = useNames(keys.map(({ user_id }) => user_id));
  const open = keys.find(({ id }) => id === openId);
  const make = mayWrite && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setMaking(true)}>
      New key
    </Button>
  );
  return (
    <>
      <PageHeader title="API keys" actions={make}>
        What programs come in with, each in somebody’s name.{!mayWrite && ' Administrators make and revoke them.'}
      </PageHeader>
      {error && !data ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : (
        <DataTable
          label="API keys"
          columns={columnsWith(nameOf)}
          rows={keys}
          idOf={({ id }) => id}
          nameOf={({ name }) => name}
          onOpen={({ id }) => setOpenId(id)}
          isLoading={isPending}
          {...paging}
          empty={
            <EmptyState icon={IconKey} title="No keys yet" action={make}>
              A program that calls the API does so with a key, in somebody’s name and with what they may do, or less.
            </EmptyState>
          }
        />
      )}
      <Modal opened={isMaking} onClose={() => setMaking(false)} title="New key" size="lg" closeOnClickOutside={false}>
        <NewKey onDone={() => setMaking(false)} />
      </Modal>
      <Modal opened={open !== undefined} onClose={() => setOpenId(null)} title={open?.name} closeOnClickOutside={false}>
        {open && <KeyCard key={open.id} apiKey={open} holder={nameOf(open.user_id)} onDone={() => setOpenId(null)} />}
      </Modal>
    </>
  );
}

function columnsWith(nameOf: (id: string) => string): readonly Column<Key>[] {
  return [
    {
      key: 'name',
      title: 'Name',
      width: 'minmax(180px, 1.6fr)',
      cell: (key) => <Lead note={`of ${nameOf(key.user_id)}`}>{key.name || 'Without a name'}</Lead>,
    },
    { key: 'scope', title: 'May do', width: 'minmax(150px, 1.3fr)', isExtra: true, cell: scopeOf },
    { key: 'state', title: 'State', width: 'minmax(100px, 0.8fr)', narrow: '100px', cell: stateOf },
    {
      key: 'used',
      title: 'Last used',
      width: 'minmax(120px, 0.8fr)',
      isExtra: true,
      cell: ({ last_used_at }) => (last_used_at ? <Ago at={last_used_at} /> : 'Never'),
    },
    {
      key: 'ends',
      title: 'Ends',
      width: 'minmax(150px, 0.9fr)',
      isExtra: true,
      cell: ({ expires_at }) => <When at={expires_at} none="Never" />,
    },
  ];
}
