import { Alert, Anchor, Button, Divider, Group, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDebouncedValue } from '@mantine/hooks';
import { IconClockOff, IconKey } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { api, body } from '@/api/client';
import { asProblem } from '@/api/problem';
import { type Credentials, session } from '@/api/session';
import { useMutation } from '@/api/useMutation';
import { Door } from './Door';
import { Onward } from './Onward';
import { ownPath } from './ownPath';
import { Refusal } from './Refusal';
import { refusalOf } from './refusals';

const TENANT = /^[a-z][a-z0-9_-]{1,39}$/;
const SETTLED_MS = 400;

export default function SignIn() {
  const { next, tenant, sso_error } = useSearch({ strict: false }) as Record<string, string | undefined>;
  const form = useForm({
    initialValues: { tenant_id: tenant ?? session.tenants[0] ?? '', email: '', password: '', code: '' },
  });
  const enter = useMutation({
    mutationFn: (credentials: Credentials) => session.signIn(credentials),
    meta: { isShown: true },
  });
  const problem = enter.error ? asProblem(enter.error) : null;
  const isCodeAsked = problem?.code === 'code_needed' || form.values.code !== '';
  const isFirstAsk = problem?.code === 'code_needed' && form.values.code === '';
  if (session.standing === 'in' && !enter.isPending) return <Onward to={ownPath(next)} />;
  return (
    <Door title="Good to see you" about="Sign in to your campaigns." isBackShown={false}>
      {session.hasEnded && !problem && !sso_error && (
        <Alert
          variant="light"
          role="status"
          icon={<IconClockOff size={18} aria-hidden />}
          title="Your session has ended"
        >
          Sessions end after a while without use, or when somebody ends them. Sign in, and you are back where you were.
        </Alert>
      )}
      {sso_error && !problem && <Refusal problem={refusalOf(sso_error)} />}
      {!isFirstAsk && <Refusal problem={problem} />}
      <form onSubmit={form.onSubmit((values) => enter.mutate(values))}>
        <Stack>
          <TextInput
            label="Tenant"
            description="The short name your administrator gave you"
            required
            autoCapitalize="none"
            autoComplete="organization"
            spellCheck={false}
            {...form.getInputProps('tenant_id')}
          />
          <TextInput
            label="E-mail"
            type="email"
            required
            autoComplete="username"
            data-autofocus
            {...form.getInputProps('email')}
          />
          <PasswordInput
            label="Password"
            required
            autoComplete="current-password"
            {...form.getInputProps('password')}
          />
          {isCodeAsked && (
            <TextInput
              label="Code"
              description="From your authenticator, or one of your recovery codes"
              required
              autoFocus
              autoComplete="one-time-code"
              {...form.getInputProps('code')}
            />
          )}
          <Button type="submit" size="md" loading={enter.isPending} fullWidth mt={4}>
            Sign in
          </Button>
          <Group justify="center">
            <Anchor component={Link} to="/forgotten-password" size="sm">
              I forgot my password
            </Anchor>
          </Group>
        </Stack>
      </form>
      <SignOnButtons tenantId={form.values.tenant_id} next={ownPath(next)} />
    </Door>
  );
}

/** A way in for each identity provider of the tenant, once its name is there. */
function SignOnButtons({ tenantId, next }: { tenantId: string; next: string }) {
  const [settled] = useDebouncedValue(tenantId.trim(), SETTLED_MS);
  const choices = useQuery({
    queryKey: ['sign-on', settled],
    queryFn: ({ signal }) =>
      body(api.GET('/api/v1/session/sso/providers', { params: { query: { tenant_id: settled } }, signal })),
    enabled: TENANT.test(settled),
    retry: false,
    staleTime: 60_000,
  });
  if (!choices.data?.length) return null;
  const back = `/signed-on?${new URLSearchParams({ next, tenant: settled })}`;
  return (
    <Stack gap="sm">
      <Divider label="or" />
      {choices.data.map((choice) => (
        <Button
          key={choice.id}
          component="a"
          href={`${choice.start}?${new URLSearchParams({ return_to: back })}`}
          variant="default"
          leftSection={<IconKey size={18} aria-hidden />}
        >
          Continue with {choice.name}
        </Button>
      ))}
    </Stack>
  );
}
