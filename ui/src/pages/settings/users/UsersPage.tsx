import { Button, Modal } from '@mantine/core';
import { IconUserPlus, IconUsers } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '@/app/me';
import { PageHeader } from '@/parts/page/PageHeader';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import { type Column, DataTable } from '@/parts/table/DataTable';
import { Lead } from '@/parts/table/Lead';
import { useRows } from '@/parts/table/rows';
import { When } from '@/parts/time/When';
import { rolesOf } from '../words';
import { Invite } from './Invite';
import { type User, useUsers } from './queries';
import { UserCard } from './UserCard';

const columns: readonly Column<User>[] = [
  {
    key: 'name',
    title: 'Name',
    width: 'minmax(180px, 2fr)',
    cell: ({ name, email }) => <Lead note={email}>{name}</Lead>,
  },
  { key: 'roles', title: 'May act as', width: 'minmax(160px, 1.6fr)', cell: rolesOf },
  {
    key: 'state',
    title: 'State',
    width: 'minmax(110px, 0.8fr)',
    isExtra: true,
    cell: ({ disabled }) => (disabled ? 'Locked out' : 'Active'),
  },
  {
    key: 'since',
    title: 'Here since',
    width: 'minmax(130px, 0.8fr)',
    isExtra: true,
    cell: ({ created_at }) => <When at={created_at} isDay />,
  },
];

/** Who may come in, and what they may do. */
export default function UsersPage() {
  const { invite = false }: { invite?: boolean } = useSearch({ strict: false });
  const navigate = useNavigate();
  const mayWrite = useMay('user:write');
  const [openId, setOpenId] = useState<string | null>(null);
  const list = useUsers();
  const { data, error, isPending, refetch } = list;
  const { rows: users, ...paging } = useRows(list, 'items');
  const setInvite = (isOpen: boolean) =>
    void navigate({ to: '/settings/users', search: isOpen ? { invite: true } : {}, replace: true } as never);
  const open = users.find(({ id }) => id === openId);
  const add = mayWrite && (
    <Button leftSection={<IconUserPlus size={18} aria-hidden />} onClick={() => setInvite(true)}>
      Invite somebody
    </Button>
  );
  return (
    <>
      <PageHeader title="Users" actions={add}>
        Who works here, and what each of them may do.{!mayWrite && ' Administrators invite people and change roles.'}
      </PageHeader>
      {error && !data ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : (
        <DataTable
          label="Users"
          columns={columns}
          rows={users}
          idOf={({ id }) => id}
          nameOf={({ name }) => name}
          onOpen={({ id }) => setOpenId(id)}
          isLoading={isPending}
          {...paging}
          empty={
            <EmptyState icon={IconUsers} title="Nobody yet" action={add}>
              Whoever is invited appears here, with what they may do.
            </EmptyState>
          }
        />
      )}
      <Modal opened={invite && mayWrite} onClose={() => setInvite(false)} title="Invite somebody" size="lg">
        <Invite onDone={() => setInvite(false)} />
      </Modal>
      <Modal opened={open !== undefined} onClose={() => setOpenId(null)} title={open?.name} size="lg">
        {open && <UserCard key={open.id} user={open} onDone={() => setOpenId(null)} />}
      </Modal>
    </>
  );
}
