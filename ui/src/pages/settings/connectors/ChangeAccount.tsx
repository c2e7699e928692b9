import { Button, Group, Stack, Switch, TextInput } from '@mantine/core';
import { asProblem, byField } from '@/api/problem';
import { showDone } from '@/parts/states/problems';
import { blanksOf, NeedsFields, said } from '../needs/NeedsFields';
import { Refused } from '../Refused';
import { FromBefore, useKeptForm } from '../useKeptForm';
import { type Account, useChangeAccount, type Vendor } from './queries';
import { askedBy } from './words';

/** What it is called, what it is at the vendor, and, entered anew, what proves it. */
export function ChangeAccount({ account, vendor, onDone }: { account: Account; vendor: Vendor; onDone: () => void }) {
  const change = useChangeAccount(account.id);
  const asked = askedBy(vendor);
  const blanks = blanksOf(asked);
  const { form, forget, ...before } = useKeptForm(
    `account ${account.id}`,
    {
      name: account.name,
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
  const submit = form.onSubmit(({ name, isAnew, parameters, credentials }) =>
    change.mutate(
      { name, parameters: said(parameters), ...(isAnew ? { credentials: said(credentials) } : {}) },
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
