import { Button, Divider, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '@/app/me';
import { Facts } from '@/parts/page/Facts';
import { showDone } from '@/parts/states/problems';
import { LetsIn } from '../LetsIn';
import { AccountForm, useAccountForm } from '../needs/AccountForm';
import { said } from '../needs/NeedsFields';
import { needOf } from '../needs/words';
import { Refused } from '../Refused';
import { type Account, type Platform, useChangeAccount, useTestAccount } from './queries';
import { askedBy, matches } from './words';

/** One account at a platform: what is known of it, whether it lets us in, and the ways to change and pause it. */
export function AccountCard({ account, platform }: { account: Account; platform: Platform | undefined }) {
  const mayWrite = useMay('dsp:write');
  const [isChanging, setChanging] = useState(false);
  if (isChanging && platform) {
    return <ChangeAccount account={account} platform={platform} onDone={() => setChanging(false)} />;
  }
  return (
    <Stack>
      <Facts
        facts={[
          ['Platform', platform?.label ?? account.platform],
          ['People', platform && matches(platform)],
          ...Object.entries(account.parameters).map(
            ([name, value]) => [needOf(account.platform, name).title, value] as const,
          ),
          ['Credentials', 'Sealed; nobody is shown them'],
          ['Bids are asked at', account.bid_url ?? 'Nowhere'],
          ['Given to answer', account.bid_url && `${account.timeout_ms} ms`],
          ['Asked at once', account.bid_url && `${account.max_concurrent} times at most`],
        ]}
      />
      {mayWrite ? (
        <>
          <Divider />
          <Acts account={account} canChange={platform !== undefined} onChange={() => setChanging(true)} />
        </>
      ) : (
        <Text size="sm" c="dimmed">
          Only managers and administrators test and change accounts.
        </Text>
      )}
    </Stack>
  );
}

function Acts({ account, canChange, onChange }: { account: Account; canChange: boolean; onChange: () => void }) {
  const change = useChangeAccount(account.id);
  const test = useTestAccount(account.id);
  const turn = (enabled: boolean) =>
    change.mutate(
      { enabled },
      { onSuccess: () => showDone(enabled ? `${account.name} is on again.` : `${account.name} is paused.`) },
    );
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <Button loading={test.isPending} onClick={() => test.mutate()}>
          Test the connection
        </Button>
        {canChange && (
          <Button variant="default" onClick={onChange}>
            Change
          </Button>
        )}
        <Button variant="default" loading={change.isPending} onClick={() => turn(!account.enabled)}>
          {account.enabled ? 'Pause' : 'Resume'}
        </Button>
      </Group>
      <LetsIn found={test.data} />
      <Refused error={change.error ?? test.error} />
    </Stack>
  );
}

function ChangeAccount({ account, platform, onDone }: { account: Account; platform: Platform; onDone: () => void }) {
  const change = useChangeAccount(account.id);
  const filled = useAccountForm(`platform account ${account.id}`, askedBy(platform), account, {
    bidUrl: account.bid_url ?? '',
  });
  const { form, forget, refuse } = filled;
  const leave = () => {
    forget();
    onDone();
  };
  const submit = form.onSubmit(({ name, bidUrl, isAnew, parameters, credentials }) =>
    change.mutate(
      {
        name,
        ...(bidUrl ? { bid_url: bidUrl } : {}),
        parameters: said(parameters),
        ...(isAnew ? { credentials: said(credentials) } : {}),
      },
      {
        onSuccess: () => {
          showDone(`${name} is changed. Test it again.`);
          leave();
        },
        onError: refuse,
      },
    ),
  );
  return (
    <AccountForm filled={filled} isKnown saving={change} save="Save" back="Cancel" onSubmit={submit} onBack={leave}>
      <TextInput
        label="Address of its bidder"
        description={account.bid_url ? 'Another may take its place' : 'Left out, no bids are asked of it'}
        inputMode="url"
        required={Boolean(account.bid_url)}
        {...form.getInputProps('bidUrl')}
        error={form.errors.bid_url}
      />
    </AccountForm>
  );
}
