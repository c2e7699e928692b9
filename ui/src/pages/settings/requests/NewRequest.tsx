import { Button, Group, NativeSelect, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { asProblem, byField } from '@/api/problem';
import type { Schemas } from '@/api/types';
import { IDENTITIES, type IdentityKind, nameOfContact } from '@/parts/persons/persons';
import { REQUEST_KINDS } from '@/parts/requests';
import { showDone } from '@/parts/states/problems';
import { Refused } from '../Refused';
import { usePerson, useReceive } from './queries';
import { LAWS } from './words';

/** Puts on record what somebody asked. */
export function NewRequest({ personId, onDone }: { personId?: string; onDone: () => void }) {
  const person = usePerson(personId).data;
  const receive = useReceive();
  const form = useForm({
    initialValues: {
      kind: 'export' as Schemas['RequestKind'],
      law: 'gdpr' as Schemas['Law'],
      identity_kind: 'email' as IdentityKind,
      identity: '',
    },
  });
  const submit = form.onSubmit(({ kind, law, identity_kind, identity }) =>
    receive.mutate(
      { kind, law, ...(personId ? { person_id: personId } : { identity_kind, identity }) },
      {
        onSuccess: () => {
          showDone('It is on record. Check who asks, then say how you did.');
          onDone();
        },
        onError: (error) => form.setErrors(byField(asProblem(error))),
      },
    ),
  );
  return (
    <form onSubmit={submit}>
      <Stack>
        <Radio.Group label="They ask for" {...form.getInputProps('kind')}>
          <Stack gap={8} mt={6}>
            {Object.entries(REQUEST_KINDS).map(([kind, { title }]) => (
              <Radio key={kind} value={kind} label={title} />
            ))}
          </Stack>
        </Radio.Group>
        <NativeSelect
          label="By which law"
          data={Object.entries(LAWS).map(([value, label]) => ({ value, label }))}
          {...form.getInputProps('law')}
        />
        {personId ? (
          <Text size="sm">
            About <b>{person ? nameOfContact(person) : '…'}</b>.
          </Text>
        ) : (
          <Group align="flex-start" grow preventGrowOverflow={false}>
            <NativeSelect
              label="Known by"
              data={Object.entries(IDENTITIES).map(([value, label]) => ({ value, label }))}
              {...form.getInputProps('identity_kind')}
            />
            <TextInput label="Which is" required maxLength={320} {...form.getInputProps('identity')} />
          </Group>
        )}
        {receive.error && !Object.keys(form.errors).length && <Refused error={receive.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button type="submit" loading={receive.isPending}>
            Put on record
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
