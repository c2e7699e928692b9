import { Switch, Text } from '@mantine/core';
import { useState } from 'react';
import { showDone } from '@/parts/states/problems';
import { AccountForm, useAccountForm } from '../needs/AccountForm';
import { said } from '../needs/NeedsFields';
import { WhoseAccount } from '../needs/WhoseAccount';
import { type Account, useConnect, type Vendor } from './queries';
import { askedBy, carries, needs, tells } from './words';

interface Props {
  vendors: readonly Vendor[];
  accounts: readonly Account[];
  onDone: (accountId: string) => void;
}

/** First at whom, then what they need to let us in. */
export function Connect({ vendors, accounts, onDone }: Props) {
  const [chosen, setChosen] = useState<string | null>(null);
  const vendor = vendors.find((one) => one.vendor === chosen);
  if (vendor) return <Filled vendor={vendor} accounts={accounts} onBack={() => setChosen(null)} onDone={onDone} />;
  return (
    <WhoseAccount
      choices={vendors
        .filter(({ needs_account }) => needs_account)
        .map((one) => ({ key: one.vendor, label: one.label, does: carries(one), needs: needs(one) }))}
      onChoose={setChosen}
    />
  );
}

interface FilledProps {
  vendor: Vendor;
  accounts: readonly Account[];
  onBack: () => void;
  onDone: (accountId: string) => void;
}

function Filled({ vendor, accounts, onBack, onDone }: FilledProps) {
  const connect = useConnect();
  const filled = useAccountForm(
    `account at ${vendor.vendor}`,
    askedBy(vendor),
    { name: vendor.label },
    { isDefault: true },
  );
  const { form, forget, refuse } = filled;
  const replaced = accounts.find(
    (one) => one.is_default && one.enabled && one.vendor === vendor.vendor && form.values.isDefault,
  );
  const submit = form.onSubmit(({ name, isDefault, parameters, credentials }) =>
    connect.mutate(
      {
        vendor: vendor.vendor,
        name,
        is_default: isDefault,
        parameters: said(parameters),
        credentials: said(credentials),
      },
      {
        onSuccess: (made) => {
          forget();
          showDone(`${made.name} is connected. Test whether it is let in.`);
          onDone(made.id);
        },
        onError: refuse,
      },
    ),
  );
  return (
    <AccountForm
      filled={filled}
      lead={
        <Text size="sm">
          {vendor.label}: {carries(vendor)}. It tells us {tells(vendor)} afterwards.
          {vendor.needs_sender && ' It takes a sender to write as.'}
        </Text>
      }
      nameHint="What it is called here"
      saving={connect}
      save="Connect"
      back="Another vendor"
      onSubmit={submit}
      onBack={onBack}
    >
      <Switch
        label="Messages go out by it"
        description={
          replaced ? `“${replaced.name}” is held in reserve from then on` : 'Otherwise it is held in reserve'
        }
        {...form.getInputProps('isDefault', { type: 'checkbox' })}
      />
    </AccountForm>
  );
}
