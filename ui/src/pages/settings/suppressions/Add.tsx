import { Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { Channel } from '@/api/types';
import { showDone } from '@/parts/states/problems';
import { CHANNELS } from '@/parts/words/channels';
import { Refused } from '../Refused';
import { type Reason, useAdd, type Whose } from './queries';
import { Whom } from './Whom';
import { REASONS } from './words';

interface Values extends Whose {
  channel: Channel | '';
  reason: Reason;
  note: string;
}

export function Add({ onDone }: { onDone: () => void }) {
  const add = useAdd();
  const form = useForm<Values>({
    initialValues: { kind: 'email', value: '', channel: '', reason: 'admin_action', note: '' },
  });
  const submit = form.onSubmit(({ channel, ...entry }) =>
    add.mutate(
      { ...entry, channel: channel || null },
      {
        onSuccess: () => {
          showDone('They are on the list.');
          onDone();
        },
      },
    ),
  );
  return (
    <form onSubmit={submit}>
      <Stack>
        <Whom form={form} />
        <NativeSelect
          label="Channel"
          data={[
            { value: '', label: 'Every channel' },
            ...Object.entries(CHANNELS).map(([value, label]) => ({ value, label })),
          ]}
          {...form.getInputProps('channel')}
        />
        <NativeSelect
          label="Why"
          data={Object.entries(REASONS).map(([value, label]) => ({ value, label }))}
          {...form.getInputProps('reason')}
        />
        <TextInput label="Note" description="Name nobody: it is kept" maxLength={200} {...form.getInputProps('note')} />
        <Refused error={add.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button type="submit" loading={add.isPending}>
            Put them on it
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
