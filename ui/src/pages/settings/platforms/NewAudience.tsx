import { Button, Group, NativeSelect, Select, Stack, Text, TextInput } from '@mantine/core';
import { asProblem, byField } from '@/api/problem';
import { showDone } from '@/parts/states/problems';
import { Refused } from '../Refused';
import { FromBefore, useKeptForm } from '../useKeptForm';
import { type Account, useAddAudience, useSegments } from './queries';
import { EVERY, segmentName } from './words';

interface Props {
  accounts: readonly Account[];
  onDone: (audienceId: string) => void;
}

/** A segment that an account is to have as an audience. */
export function NewAudience({ accounts, onDone }: Props) {
  const add = useAddAudience();
  const segments = (useSegments().data ?? []).filter(({ archived }) => !archived);
  const { form, forget, ...before } = useKeptForm('audience', {
    account_id: accounts[0]?.id ?? '',
    segment: '',
    name: '',
    every: '60',
  });
  const { segment, every } = form.values;
  const submit = form.onSubmit(({ account_id, name, ...rest }) =>
    add.mutate(
      {
        account_id,
        segment: Number(rest.segment),
        name: name || segmentName(segments, Number(rest.segment)),
        every_minutes: Number(rest.every),
      },
      {
        onSuccess: (made) => {
          forget();
          showDone(made.failure ? `${made.name} is kept, and waits to be sent.` : `${made.name} is being sent.`);
          onDone(made.id);
        },
        onError: (error) => form.setErrors(byField(asProblem(error))),
      },
    ),
  );
  return (
    <form onSubmit={submit}>
      <Stack>
        <FromBefore {...before} />
        <NativeSelect
          label="To"
          data={accounts.map(({ id, name }) => ({ value: id, label: name }))}
          {...form.getInputProps('account_id')}
        />
        <Select
          label="Segment"
          data={segments.map(({ number }) => ({ value: String(number), label: segmentName(segments, number) }))}
          searchable
          required
          allowDeselect={false}
          nothingFoundMessage="No such segment"
          {...form.getInputProps('segment')}
        />
        <TextInput
          label="What it is called there"
          placeholder={segment ? segmentName(segments, Number(segment)) : undefined}
          maxLength={120}
          {...form.getInputProps('name')}
        />
        <NativeSelect
          label="Changes are sent"
          data={Object.entries(EVERY).map(([value, label]) => ({ value, label }))}
          {...form.getInputProps('every')}
        />
        {every === '0' && (
          <Text size="sm" role="status">
            Whoever opts out of sale and sharing stays at the platform until somebody syncs it.
          </Text>
        )}
        <Refused error={add.error} />
        <Group justify="flex-end">
          <Button type="submit" loading={add.isPending} disabled={!segment}>
            Send it
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
