import { IconPlugConnected } from '@tabler/icons-react';
import { useMay } from '@/app/me';
import { Health } from '../Health';
import { listed } from '../needs/words';
import { ShortList } from '../ShortList';
import { AccountCard } from './AccountCard';
import { Connect } from './Connect';
import { type Account, useAccounts, useVendors, type Vendor } from './queries';
import { WaysOut } from './WaysOut';
import { carries, standingOf } from './words';

/** By whom messages go out: accounts at vendors, and how each of them stands. */
export default function ConnectorsPage() {
  const vendors = useVendors();
  const accounts = useAccounts();
  const isThere = accounts.data && vendors.data;
  return (
    <ShortList
      path="/settings/connectors"
      title="Connectors"
      lead={isThere ? told(accounts.data) : 'The accounts that carry messages to people.'}
      mayWrite={useMay('journey:write')}
      list={{
        data: isThere ? accounts.data : undefined,
        error: accounts.error ?? vendors.error,
        refetch: () => Promise.all([accounts.refetch(), vendors.refetch()]),
      }}
      label="Accounts"
      lineOf={(account) => lineOf(account, vendors.data ?? [])}
      empty={{
        icon: IconPlugConnected,
        title: 'No account is connected',
        words:
          'Messages on every channel stay here, where you can read them, until an account at a vendor carries them.',
      }}
      add="Connect an account"
      adding="connect"
      form={(onDone) =>
        vendors.data && <Connect vendors={vendors.data} accounts={accounts.data ?? []} onDone={onDone} />
      }
      card={(account, onDone) => (
        <AccountCard
          key={account.id}
          account={account}
          vendor={vendors.data?.find(({ vendor }) => vendor === account.vendor)}
          onDone={onDone}
        />
      )}
    >
      <WaysOut accounts={accounts.data ?? []} vendors={vendors.data ?? []} />
    </ShortList>
  );
}

function lineOf(account: Account, vendors: readonly Vendor[]) {
  const vendor = vendors.find((one) => one.vendor === account.vendor);
  const { standing, words } = standingOf(account);
  const carried = vendor ? carries(vendor) : '';
  const kind = !vendor ? account.vendor : vendor.label === carried ? carried : `${vendor.label} · ${carried}`;
  return {
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
