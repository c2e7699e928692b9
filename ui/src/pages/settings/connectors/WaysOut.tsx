import { Panel } from '@/parts/page/Panel';
import { Health } from '../Health';
import { Lines } from '../Lines';
import { listed } from '../needs/words';
import type { Account, Vendor } from './queries';
import { waysOut } from './words';

/** Which account carries each channel at this moment, and which channels nobody carries. */
export function WaysOut({ accounts, vendors }: { accounts: readonly Account[]; vendors: readonly Vendor[] }) {
  const ways = waysOut(accounts, vendors);
  const without = ways.filter(({ account }) => !account).map(({ title }) => title);
  return (
    <Panel
      title="Which way each channel goes"
      lead={
        without.length === 0
          ? 'Every channel has an account that carries it.'
          : without.length === ways.length
            ? 'No channel has an account: nobody outside is reached.'
            : `${listed(without)} ${without.length === 1 ? 'has' : 'have'} no account: nobody is reached there.`
      }
    >
      <Lines
        label="Channels"
        isInside
        lines={ways.map(({ key, title, account }) => ({
          id: key,
          title,
          aside: account ? (
            <Health standing={account.works === false ? 'bad' : account.works === null ? 'unknown' : 'good'}>
              {account.works === false ? `By “${account.name}”, which does not work` : `By “${account.name}”`}
            </Health>
          ) : (
            <Health standing="unknown">No account</Health>
          ),
        }))}
      />
    </Panel>
  );
}
