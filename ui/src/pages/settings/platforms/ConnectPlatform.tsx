import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { showDone } from '@/parts/states/problems';
import { AccountForm, useAccountForm } from '../needs/AccountForm';
import { said } from '../needs/NeedsFields';
import { WhoseAccount } from '../needs/WhoseAccount';
import { type Platform, useConnect } from './queries';
import { askedBy, matches, needs } from './words';

interface Props {
  platforms: readonly Platform[];
  onDone: (accountId: string) => void;
}

/** First at whom, then what they need to let us in. */
export function ConnectPlatform({ platforms, onDone }: Props) {
  const [chosen, setChosen] = useState<string | null>(null);
  const platform = platforms.find((one) => one.platform === chosen);
  if (platform) return <Filled platform={platform} onBack={() => setChosen(null)} onDone={onDone} />;
  return (
    <WhoseAccount
      choices={platforms.map((one) => ({ key: one.platform, label: one.label, does: matches(one), needs: needs(one) }))}
      onChoose={setChosen}
    />
  );
}

interface FilledProps {
  platform: Platform;
  onBack: () => void;
  onDone: (accountId: string) => void;
}

function Filled({ platform, onBack, onDone }: FilledProps) {
  const connect = useConnect();
  const filled = useAccountForm(
    `account at ${platform.platform}`,
    askedBy(platform),
    { name: platform.label },
    { bidUrl: '' },
  );
  const { form, forget, refuse } = filled;
  const submit = form.onSubmit(({ name, bidUrl, parameters, credentials }) =>
    connect.mutate(
      {
        platform: platform.platform,
        name,
        bid_url: bidUrl || null,
        parameters: said(parameters),
        credentials: said(credentials),
      },
      {
        onSuccess: (made) => {
          forget();
          showDone(`${made.name} is connected. Test whether it lets us in.`);
          onDone(made.id);
        },
        onError: refuse,
      },
    ),
  );
  return (
    <AccountForm
      filled={filled}
      saving={connect}
      save="Connect"
      back="Another platform"
      onSubmit={submit}
      onBack={onBack}
    >
      <TextInput
        label="Address of its bidder"
        description="Left out, no bids are asked of it"
        inputMode="url"
        placeholder="https://…"
        {...form.getInputProps('bidUrl')}
        error={form.errors.bid_url}
      />
    </AccountForm>
  );
}
