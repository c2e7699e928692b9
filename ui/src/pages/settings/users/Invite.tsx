import { Button, Group, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { asProblem, byField } from '@/api/problem';
import type { Role } from '@/api/types';
import { Once } from '@/parts/page/Once';
import { showDone } from '@/parts/states/problems';
import { When } from '@/parts/time/When';
import { Refused } from '../Refused';
import type { Grant } from '../words';
import { invitationLink } from './link';
import { useInvite } from './queries';
import { RolePicker } from './RolePicker';

/** Somebody new: who they are, what they may do, and how they get their invitation. */
export function Invite({ onDone }: { onDone: () => void }) {
  const invite = useInvite();
  const form = useForm({
    initialValues: { name: '', email: '', role: 'viewer' as Role, grants: [] as Grant[], byMail: false },
  });
  const submit = form.onSubmit(({ role, byMail, ...who }) =>
    invite.mutate(
      { user: { ...who, roles: [role] }, byMail },
      {
        onSuccess: ({ invitation }) => {
          if (invitation.voucher) return;
          showDone(`${who.name} is invited.`);
          onDone();
        },
        onError: (error) => form.setErrors(byField(asProblem(error))),
      },
    ),
  );
  if (invite.data?.invitation.voucher) {
    const { voucher, expires_at } = invite.data.invitation;
    return (
      <Stack>
        <Once label="Invitation" secret={invitationLink(voucher)}>
          {form.values.byMail && 'No letter could be sent. '}
          {invite.data.user.name} chooses a password by this address, once, until <When at={expires_at} />. It is shown
          here and never again.
        </Once>
        <Group justify="flex-end">
          <Button onClick={onDone}>Done</Button>
        </Group>
      </Stack>
    );
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput label="Name" required maxLength={200} data-autofocus {...form.getInputProps('name')} />
        <TextInput label="E-mail" type="email" required maxLength={254} {...form.getInputProps('email')} />
        <RolePicker
          role={form.values.role}
          grants={form.values.grants}
          onRole={(role) => form.setFieldValue('role', role)}
          onGrants={(grants) => form.setFieldValue('grants', grants)}
        />
        <Switch
          label="Mail the invitation to them"
          description="Otherwise you are shown an address to hand to them"
          {...form.getInputProps('byMail', { type: 'checkbox' })}
        />
        {invite.error && !Object.keys(form.errors).length && <Refused error={invite.error} />}
        <Group justify="space-between">
          <Text size="xs" c="dimmed">
            An invitation is good for a week.
          </Text>
          <Button type="submit" loading={invite.isPending}>
            Invite
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
