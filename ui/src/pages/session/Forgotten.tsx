import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { asProblem } from '@/api/problem';
import { session } from '@/api/session';
import { useMutation } from '@/api/useMutation';
import { Door } from './Door';
import { Refusal } from './Refusal';

export default function Forgotten() {
  const form = useForm({ initialValues: { tenant_id: session.tenants[0] ?? '', email: '' } });
  const ask = useMutation({
    mutationFn: ({ tenant_id, email }: typeof form.values) => session.forgetPassword(tenant_id, email),
    meta: { isShown: true },
  });
  if (ask.isSuccess) {
    return (
      <Door title="Look in your inbox">
        <Text>
          If {form.values.email} belongs to somebody of {form.values.tenant_id} who signs in with a password, a letter
          with a link is on its way. It is good for an hour.
        </Text>
      </Door>
    );
  }
  return (
    <Door title="A new password" about="We send you a letter with a link to choose one.">
      <Refusal problem={ask.error ? asProblem(ask.error) : null} />
      <form onSubmit={form.onSubmit((values) => ask.mutate(values))}>
        <Stack>
          <TextInput
            label="Tenant"
            required
            autoCapitalize="none"
            autoComplete="organization"
            spellCheck={false}
            {...form.getInputProps('tenant_id')}
          />
          <TextInput label="E-mail" type="email" required autoComplete="username" {...form.getInputProps('email')} />
          <Button type="submit" size="md" loading={ask.isPending} fullWidth mt={4}>
            Send the letter
          </Button>
        </Stack>
      </form>
    </Door>
  );
}
