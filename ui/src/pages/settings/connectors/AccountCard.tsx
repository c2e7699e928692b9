import { Button, Divider, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '@/app/me';
import { Facts } from '@/parts/page/Facts';
import { showDone } from '@/parts/states/problems';
import { When } from '@/parts/time/When';
import { Copied } from '../Copied';
import { Health } from '../Health';
import { needOf } from '../needs/words';
import { Refused } from '../Refused';
import { Sure } from '../Sure';
import { ChangeAccount } from './ChangeAccount';
import { type Account, useChangeAccount, useRemoveAccount, type Vendor } from './queries';
import { TestAccount } from './TestAccount';
import { carries, standingOf, tells } from './words';

interface Props {
  account: Account;
  /** Left out where there is no connector for it any more. */
  vendor: Vendor | undefined;
  onDone: () => void;
}

/** One account: how it stands, what is known of it, and the ways to test, change, pause and remove it. */
export function AccountCard({ account, vendor, onDone }: Props) {
  const mayWrite = useMay('journey:write');
  const [isChanging, setChanging] = useState(false);
  if (isChanging && vendor) {
    return <ChangeAccount account={account} vendor={vendor} onDone={() => setChanging(false)} />;
  }
  const { standing, words } = standingOf(account);
  const parameters = Object.entries(account.parameters).map(
    ([name, value]) => [needOf(account.vendor, name).title, optionOf(account.vendor, name, value)] as const,
  );
  return (
    <Stack>
      <Health standing={standing}>{words}</Health>
      <Facts
        facts={[
          ['Vendor', vendor?.label ?? account.vendor],
          ['Carries', vendor && carries(vendor)],
          ['Goes out by it', account.is_default ? 'Yes, whenever it is not paused' : 'No, it is held in reserve'],
          ...parameters,
          ['Credentials', 'Sealed; nobody is shown them'],
          ['Tells us', vendor && tells(vendor)],
          ['At most', vendor && vendor.rate_per_s > 0 ? `${vendor.rate_per_s} messages a second` : null],
          ['Connected', <When key="made" at={account.created_at} />],
          ['Changed', <When key="changed" at={account.updated_at} />],
        ]}
      />
      {account.callback_url && vendor && vendor.receipts.length > 0 && account.vendor !== 'webhook' && (
        <Copied label="The vendor is to call this address with its events" value={account.callback_url} />
      )}
      {vendor && vendor.unverified.length > 0 && <Doubts vendor={vendor} />}
      {mayWrite ? (
        <>
          <Divider />
          <TestAccount account={account} needsSender={vendor?.needs_sender ?? false} />
          <Divider />
          <Acts account={account} canChange={vendor !== undefined} onChange={() => setChanging(true)} onDone={onDone} />
        </>
      ) : (
        <Text size="sm" c="dimmed">
          Only managers and administrators test and change accounts.
        </Text>
      )}
    </Stack>
  );
}

function optionOf(vendor: string, name: string, value: string): string {
  return needOf(vendor, name).options?.[value] ?? value;
}

/** What no public document of the vendor confirms. */
function Doubts({ vendor }: { vendor: Vendor }) {
  return (
    <details>
      <summary>
        <Text span size="sm">
          What {vendor.label} does not document
        </Text>
      </summary>
      <ul>
        {vendor.unverified.map((one) => (
          <li key={one}>
            <Text size="sm">{one.charAt(0).toUpperCase() + one.slice(1)}.</Text>
          </li>
        ))}
      </ul>
    </details>
  );
}

interface ActsProps {
  account: Account;
  canChange: boolean;
  onChange: () => void;
  onDone: () => void;
}

function Acts({ account, canChange, onChange, onDone }: ActsProps) {
  const change = useChangeAccount(account.id);
  const remove = useRemoveAccount(account.id);
  const put = (said: { enabled?: boolean; is_default?: boolean }, done: string) =>
    change.mutate(said, { onSuccess: () => showDone(done) });
  return (
    <Stack gap="sm">
      <Group gap="xs">
        {canChange && (
          <Button variant="default" onClick={onChange}>
            Change
          </Button>
        )}
        {account.enabled ? (
          <Button
            variant="default"
            loading={change.isPending}
            onClick={() => put({ enabled: false }, `${account.name} is paused.`)}
          >
            Pause
          </Button>
        ) : (
          <Button
            variant="default"
            loading={change.isPending}
            onClick={() => put({ enabled: true }, `${account.name} carries messages again.`)}
          >
            Resume
          </Button>
        )}
        {!account.is_default && (
          <Button
            variant="default"
            loading={change.isPending}
            onClick={() => put({ is_default: true }, `Messages go out by ${account.name} from now on.`)}
          >
            Send by this one
          </Button>
        )}
      </Group>
      <Sure
        label="Remove"
        yes="Yes, remove it"
        means="Its credentials are destroyed. What went out by it stays on record and can no longer be asked about."
        loading={remove.isPending}
        onSure={() =>
          remove.mutate(undefined, {
            onSuccess: () => {
              showDone(`${account.name} is removed.`);
              onDone();
            },
          })
        }
      />
      <Refused error={change.error ?? remove.error} />
    </Stack>
  );
}
