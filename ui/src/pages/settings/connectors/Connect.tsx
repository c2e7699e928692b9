import { Button, Group, SimpleGrid, Stack, Switch, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { asProblem, byField } from '@/api/problem';
import { showDone } from '@/parts/states/problems';
import { blanksOf, NeedsFields, said } from '../needs/NeedsFields';
import { Refused } from '../Refused';
import { FromBefore, useKeptForm } from '../useKeptForm';
import classes from './Connect.module.css';
import { type Account, useConnect, type Vendor } from './queries';
import { askedBy, carries, needs, tells } from './words';

interface Props {
  vendors: readonly Vendor[];
  accounts: readonly Account[];
  onDone: (accountId: string) => void;
}

/** First at whom, then what they need to let us in. */
export function Connect({ vendors, accounts, onDone }: Props) {
  const [chosen, setChosen] = useState<Vendor | null>(null);
  if (chosen) return <Filled vendor={chosen} accounts={accounts} onBack={() => setChosen(null)} onDone={onDone} />;
  return (
    <Stack>
      <Text size="sm">Whose account is it? Have at hand what it needs.</Text>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        {vendors
          .filter(({ needs_account }) => needs_account)
          .map((vendor) => (
            <UnstyledButton key={vendor.vendor} className={classes.vendor} onClick={() => setChosen(vendor)}>
              <Text span fw={600} size="sm">
                {vendor.label}
              </Text>
              <Text span size="xs">
                {carries(vendor)}
              </Text>
              <Text span size="xs" c="dimmed">
                {needs(vendor)}
              </Text>
            </UnstyledButton>
          ))}
      </SimpleGrid>
    </Stack>
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
  const asked = askedBy(vendor);
  const { form, forget, ...before } = useKeptForm(
    `account at ${vendor.vendor}`,
    { name: vendor.label, isDefault: true, ...blanksOf(asked) },
    ['credentials'],
  );
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
        onError: (error) => form.setErrors(byField(asProblem(error))),
      },
    ),
  );
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">
          {vendor.label}: {carries(vendor)}. It tells us {tells(vendor)} afterwards.
          {vendor.needs_sender && ' It takes a sender to write as.'}
        </Text>
        <FromBefore {...before} />
        <TextInput
          label="Name"
          description="What it is called here"
          required
          maxLength={120}
          data-autofocus
          {...form.getInputProps('name')}
        />
        <NeedsFields asked={asked} inputProps={(path) => form.getInputProps(path)} />
        <Switch
          label="Messages go out by it"
          description={
            replaced ? `“${replaced.name}” is held in reserve from then on` : 'Otherwise it is held in reserve'
          }
          {...form.getInputProps('isDefault', { type: 'checkbox' })}
        />
        <Refused error={connect.error} />
        <Group justify="space-between">
          <Button variant="default" onClick={onBack}>
            Another vendor
          </Button>
          <Button type="submit" loading={connect.isPending}>
            Connect
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
