import { Panel } from '@/parts/page/Panel';
import { Health, type Standing } from '../Health';
import { Lines } from '../Lines';
import { listed } from '../needs/words';
import type { Account, Vendor } from './queries';
import { standingOf, waysOut } from './words';

const BUT: Partial<Record<Standing, string>> = {
  bad: ', which does not work',
  paused: ', which is paused',
  unknown: ', which was never tested',
};

/** Which account carries each channel at this moment, and which channels nobody carries. */
export function WaysOut({ accounts, vendors }: { accounts: readonly Account[]; vendors: readonly Vendor[] }) {
  const ways = waysOut(accounts, vendors);
  const without = ways.filter(({ account }) => !account).map(({ title }) => title);
  const paused = ways.filter(({ account }) => account && !account.enabled).map(({ title }) => title);
  return (
    <Panel
      title="Which way each channel goes"
      lead={[
        paused.length > 0 && `${listed(paused)} ${paused.length === 1 ? 'is' : 'are'} paused.`,
        without.length === 0
          ? paused.length === 0 && 'Every channel has an account that carries it.'
          : without.length === ways.length
            ? 'No channel has an account: nobody outside is reached.'
            : `${listed(without)} ${without.length === 1 ? 'has' : 'have'} no account: nobody is reached there.`,
      ]
        .filter(Boolean)
        .join(' ')}
    >
      <Lines
        label="Channels"
        isInside
        lines={ways.map(({ key, title, account }) => ({
          id: key,
          title,
          aside: account ? (
            <Health standing={standingOf(account).standing}>
              {`By “${account.name}”${BUT[standingOf(account).standing] ?? ''}`}
            </Health>
          ) : (
            <Health standing="weak">No account</Health>
          ),
        }))}
      />
    </Panel>
  );
}
