import { Button, Group, PasswordInput, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { Schemas } from '@/api/types';
import { Panel } from '@/parts/page/Panel';
import { showDone } from '@/parts/states/problems';
import { Trouble } from '@/parts/states/Trouble';
import { useChangePassword } from './queries';

interface Props {
  wayIn: Schemas['WayInView'];
}

export function Password({ wayIn }: Props) {
  if (wayIn.only_by)
    return (
      <Panel
        title="How you come in"
        lead={`By ${wayIn.only_by} alone: your password, and what else it asks for, are looked after there.`}
      />
    );
  if (!wayIn.has_password)
    return (
      <Panel
        title="Password"
        lead="You have none yet. “I forgot my password”, where people sign in, has you sent a letter to choose one by."
      />
    );
  return (
    <Panel title="Password" lead="A few words that belong together make a good one. Your other sessions end.">
      <Change />
    </Panel>
  );
}

function Change() {
  const form = useForm({
    initialValues: { current: '', chosen: '', again: '' },
    validate: { again: (again, { chosen }) => (again === chosen ? null : 'This is not the same password') },
  });
  const change = useChangePassword(() => {
    form.reset();
    showDone('Your password is changed, and your other sessions have ended.');
  });
  return (
    <form onSubmit={form.onSubmit(({ current, chosen }) => change.mutate({ current, new: chosen }))}>
      <Stack>
        <PasswordInput
          label="Password until now"
          required
          autoComplete="current-password"
          {...form.getInputProps('current')}
        />
        <PasswordInput label="New password" required autoComplete="new-password" {...form.getInputProps('chosen')} />
        <PasswordInput label="The same again" required autoComplete="new-password" {...form.getInputProps('again')} />
        {change.error && <Trouble error={change.error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={change.isPending}>
            Change it
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
