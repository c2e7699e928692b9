import { Button, Modal, Stack } from '@mantine/core';
import { IconPlugConnected, IconPlus } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMay } from '@/app/me';
import { PageHeader } from '@/parts/page/PageHeader';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import { Health } from '../Health';
import { Lines, LinesLoading } from '../Lines';
import { listed } from '../needs/words';
import { AccountCard } from './AccountCard';
import { Connect } from './Connect';
import { type Account, useAccounts, useVendors, type Vendor } from './queries';
import { WaysOut } from './WaysOut';
import { carries, standingOf } from './words';

interface Address {
  connect?: boolean;
  open?: string;
}

/** By whom messages go out: accounts at vendors, and how each of them stands. */
export default function ConnectorsPage() {
  const { connect = false, open }: Address = useSearch({ strict: false });
  const navigate = useNavigate();
  const mayWrite = useMay('journey:write');
  const vendors = useVendors();
  const accounts = useAccounts();
  const show = (search: Address) => void navigate({ to: '/settings/connectors', search, replace: true } as never);
  const error = accounts.error ?? vendors.error;
  const opened = accounts.data?.find(({ id }) => id === open);
  const add = mayWrite && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => show({ connect: true })}>
      Connect an account
    </Button>
  );
  return (
    <>
      <PageHeader title="Connectors" actions={add}>
        {accounts.data && vendors.data ? told(accounts.data) : 'The accounts that carry messages to people.'}
      </PageHeader>
      {error && !(accounts.data && vendors.data) ? (
        <ErrorState error={error} onRetry={() => void Promise.all([accounts.refetch(), vendors.refetch()])} />
      ) : !accounts.data || !vendors.data ? (
        <LinesLoading />
      ) : (
        <Stack gap="lg" pb="xl">
          {accounts.data.length === 0 ? (
            <EmptyState icon={IconPlugConnected} title="No account is connected" action={add}>
              Messages on every channel stay here, where you can read them, until an account at a vendor carries them.
            </EmptyState>
          ) : (
            <Lines
              label="Accounts"
              lines={accounts.data.map((account) => lineOf(account, vendors.data))}
              onOpen={(id) => show({ open: id })}
            />
          )}
          <WaysOut accounts={accounts.data} vendors={vendors.data} />
        </Stack>
      )}
      <Modal
        opened={connect && mayWrite && vendors.data !== undefined}
        onClose={() => show({})}
        title="Connect an account"
        size="lg"
        closeOnClickOutside={false}
      >
        <Connect vendors={vendors.data ?? []} accounts={accounts.data ?? []} onDone={(id) => show({ open: id })} />
      </Modal>
      <Modal
        opened={opened !== undefined}
        onClose={() => show({})}
        title={opened?.name}
        size="lg"
        closeOnClickOutside={false}
      >
        {opened && (
          <AccountCard
            key={opened.id}
            account={opened}
            vendor={vendors.data?.find(({ vendor }) => vendor === opened.vendor)}
            onDone={() => show({})}
          />
        )}
      </Modal>
    </>
  );
}

function lineOf(account: Account, vendors: readonly Vendor[]) {
  const vendor = vendors.find((one) => one.vendor === account.vendor);
  const { standing, words } = standingOf(account);
  const carried = vendor ? carries(vendor) : '';
  const kind = !vendor ? account.vendor : vendor.label === carried ? carried : `${vendor.label} · ${carried}`;
  return {
    id: account.id,
    title: account.name,
    note: account.is_default ? kind : `${kind} · held in reserve`,
    aside: <Health standing={standing}>{words}</Health>,
  };
}

function told(accounts: readonly Account[]): string {
  if (accounts.length === 0) return 'The accounts that carry messages to people.';
  const active = accounts.filter(({ enabled }) => enabled);
  const refused = active.filter(({ works }) => works === false).map(({ name }) => `“${name}”`);
  const untested = active.filter(({ works }) => works === null).map(({ name }) => `“${name}”`);
  const count = accounts.length === 1 ? 'One account is connected' : `${accounts.length} accounts are connected`;
  if (refused.length > 0) return `${count}; ${listed(refused)} ${refused.length === 1 ? 'does' : 'do'} not work.`;
  if (untested.length > 0)
    return `${count}; ${listed(untested)} ${untested.length === 1 ? 'was' : 'were'} never tested.`;
  return active.length === accounts.length ? `${count}, and every one works.` : `${count}, and those in use work.`;
}
