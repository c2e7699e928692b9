import {
  Button,
  Group,
  PasswordInput,
  SegmentedControl,
  SimpleGrid,
  Stack,
  TagsInput,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { asProblem, byField } from '@/api/problem';
import { showDone } from '@/parts/states/problems';
import { Refused } from '../Refused';
import { FromBefore, useKeptForm } from '../useKeptForm';
import { changeOf, type Filled, filledFrom, newOf } from './filled';
import { type Provider, useAddProvider, useChangeProvider } from './queries';
import { RulesFields } from './RulesFields';
import { PROTOCOLS } from './words';

interface Props {
  /** Left out, another one. */
  provider?: Provider;
  onDone: (providerId?: string) => void;
}

/** Who the provider is, whose people it speaks for, and what holds of them. */
export function ProviderForm({ provider, onDone }: Props) {
  const add = useAddProvider();
  const change = useChangeProvider(provider?.id ?? '');
  const { form, forget, ...before } = useKeptForm<Filled>(
    `identity provider ${provider?.id ?? ''}`,
    filledFrom(provider),
    ['client_secret'],
  );
  const isOpenId = form.values.protocol === 'openid';
  const leave = (id?: string) => {
    forget();
    onDone(id);
  };
  const onError = (error: Error) => form.setErrors(byField(asProblem(error)));
  const submit = form.onSubmit((filled) => {
    const onSuccess = (made: Provider) => {
      showDone(provider ? `${made.name} is changed.` : `${made.name} is added. Tell it our addresses, then try it.`);
      leave(made.id);
    };
    if (provider) change.mutate(changeOf(filled, provider), { onSuccess, onError });
    else add.mutate(newOf(filled), { onSuccess, onError });
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        <FromBefore {...before} />
        {!provider && (
          <SegmentedControl
            fullWidth
            aria-label="What it speaks"
            data={Object.entries(PROTOCOLS).map(([value, label]) => ({ value, label }))}
            {...form.getInputProps('protocol')}
          />
        )}
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput
            label="Name"
            description="On its button where people sign in"
            placeholder="Okta"
            required
            maxLength={100}
            data-autofocus
            {...form.getInputProps('name')}
          />
          <TagsInput
            label="Domains of addresses"
            description="Whose people it may speak for. Enter after each."
            placeholder="shop.example"
            required
            acceptValueOnBlur
            {...form.getInputProps('email_domains')}
          />
        </SimpleGrid>
        {isOpenId ? <OpenId form={form} provider={provider} /> : <Saml form={form} />}
        <RulesFields form={form} isOpenId={isOpenId} />
        <Refused error={add.error ?? change.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => leave(provider?.id)}>
            Cancel
          </Button>
          <Button type="submit" loading={add.isPending || change.isPending}>
            {provider ? 'Save' : 'Add'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

type Form = ReturnType<typeof useKeptForm<Filled>>['form'];

function OpenId({ form, provider }: { form: Form; provider?: Provider }) {
  return (
    <>
      <TextInput
        label="Issuer"
        description="The address it names itself by; its configuration is read from there"
        placeholder="https://login.shop.example"
        required
        inputMode="url"
        {...form.getInputProps('issuer')}
        error={form.errors['openid.issuer']}
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput
          label="Client ID"
          required
          {...form.getInputProps('client_id')}
          error={form.errors['openid.client_id']}
        />
        <PasswordInput
          label="Client secret"
          description={provider?.has_client_secret ? 'Left empty, the sealed one stays' : 'May be left out: PKCE alone'}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          autoComplete="new-password"
          {...form.getInputProps('client_secret')}
          error={form.errors['openid.client_secret']}
        />
      </SimpleGrid>
      <TagsInput
        label="Asks for"
        description="Scopes; groups are often one of them"
        acceptValueOnBlur
        {...form.getInputProps('scopes')}
      />
    </>
  );
}

function Saml({ form }: { form: Form }) {
  return (
    <>
      <TextInput
        label="Entity id"
        description="As its metadata name it"
        required
        {...form.getInputProps('entity_id')}
        error={form.errors['saml.entity_id']}
      />
      <TextInput
        label="Address of its single sign-on"
        description="Where it takes requests by redirect"
        placeholder="https://login.shop.example/sso"
        required
        inputMode="url"
        {...form.getInputProps('sso_url')}
        error={form.errors['saml.sso_url']}
      />
      <Textarea
        label="Certificates it signs with"
        description="As PEM; several while it changes them"
        placeholder="-----BEGIN CERTIFICATE-----"
        required
        autosize
        minRows={4}
        maxRows={10}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        {...form.getInputProps('certificates')}
        error={form.errors['saml.certificates']}
      />
      <Text size="xs" c="dimmed">
        Certificates are public: they prove its signatures and open nothing.
      </Text>
    </>
  );
}
