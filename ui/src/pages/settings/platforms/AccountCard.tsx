import { Button, Divider, Group, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { asProblem, byField } from '@/api/problem';
import { useMay } from '@/app/me';
import { Facts } from '@/parts/page/Facts';
import { showDone } from '@/parts/states/problems';
import { Health } from '../Health';
import { blanksOf, NeedsFields, said } from '../needs/NeedsFields';
import { needOf } from '../needs/words';
import { Refused } from '../Refused';
import { FromBefore, useKeptForm } from '../useKeptForm';
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
      <div role="status">
        {test.data && (
          <Health standing={test.data.works ? 'good' : 'bad'}>
            {test.data.works ? 'It lets us in' : 'It does not let us in'}
            {test.data.account && `, as ${test.data.account}`}
            {test.data.reason && `: ${test.data.reason}`}.
          </Health>
        )}
      </div>
      <Refused error={change.error ?? test.error} />
    </Stack>
  );
}

function ChangeAccount({ account, platform, onDone }: { account: Account; platform: Platform; onDone: () => void }) {
  const change = useChangeAccount(account.id);
  const asked = askedBy(platform);
  const blanks = blanksOf(asked);
  const { form, forget, ...before } = useKeptForm(
    `platform account ${account.id}`,
    {
      name: account.name,
      bidUrl: account.bid_url ?? '',
      isAnew: false,
      parameters: { ...blanks.parameters, ...account.parameters },
      credentials: blanks.credentials,
    },
    ['credentials'],
  );
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
        onError: (error) => {
          const errors = byField(asProblem(error));
          if (errors.credentials) form.setFieldValue('isAnew', true);
          form.setErrors(errors);
        },
      },
    ),
  );
  return (
    <form onSubmit={submit}>
      <Stack>
        <FromBefore {...before} />
        <TextInput label="Name" required maxLength={120} data-autofocus {...form.getInputProps('name')} />
        <Switch
          label="Enter credentials anew"
          description="Otherwise those that are sealed stay"
          {...form.getInputProps('isAnew', { type: 'checkbox' })}
        />
        <NeedsFields
          asked={asked}
          inputProps={(path) => form.getInputProps(path)}
          withCredentials={form.values.isAnew}
        />
        <TextInput
          label="Address of its bidder"
          description={account.bid_url ? 'Another may take its place' : 'Left out, no bids are asked of it'}
          inputMode="url"
          required={Boolean(account.bid_url)}
          {...form.getInputProps('bidUrl')}
          error={form.errors.bid_url}
        />
        <Refused error={change.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={leave}>
            Cancel
          </Button>
          <Button type="submit" loading={change.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
