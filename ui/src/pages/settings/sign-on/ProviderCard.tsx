import { Anchor, Button, Divider, Group, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '@/app/me';
import { Facts } from '@/parts/page/Facts';
import { showDone } from '@/parts/states/problems';
import { When } from '@/parts/time/When';
import { Copied } from '../Copied';
import { Refused } from '../Refused';
import { Sure } from '../Sure';
import { ROLES } from '../words';
import { ProviderForm } from './ProviderForm';
import { type Provider, useChangeProvider, useRemoveProvider } from './queries';
import { PROTOCOLS, toldOf, trialOf } from './words';

/** One provider: what to tell it, how to try it, and the ways to change it. */
export function ProviderCard({ provider, onDone }: { provider: Provider; onDone: () => void }) {
  const mayWrite = useMay('user:write');
  const [isChanging, setChanging] = useState(false);
  if (isChanging) return <ProviderForm provider={provider} onDone={() => setChanging(false)} />;
  const { openid, saml } = provider;
  return (
    <Stack>
      <Text size="sm">{toldOf(provider)}</Text>
      <Stack gap="xs">
        <Title order={3} size="h4">
          What to tell the provider
        </Title>
        {provider.redirect_uri && <Copied label="Redirect address" value={provider.redirect_uri} />}
        {provider.entity_id && <Copied label="Entity id, and the address of our metadata" value={provider.entity_id} />}
        {provider.acs_url && <Copied label="Assertion consumer service (ACS)" value={provider.acs_url} />}
        {provider.entity_id && (
          <Text size="sm">
            Most providers read it all from{' '}
            <Anchor href={provider.entity_id} target="_blank" rel="noreferrer" inherit>
              our metadata
            </Anchor>
            .
          </Text>
        )}
      </Stack>
      <Stack gap="xs">
        <Title order={3} size="h4">
          Try it
        </Title>
        {provider.enabled ? (
          <>
            <Copied label="Open this in a private window" value={trialOf(provider.id)} />
            <Text size="sm" c="dimmed">
              Sign in there as one of your people: the page that follows lets them in, or says why not.
            </Text>
          </>
        ) : (
          <Text size="sm" c="dimmed">
            Switch it on first: while it is off it lets nobody in.
          </Text>
        )}
      </Stack>
      <Facts
        facts={[
          ['Speaks', PROTOCOLS[provider.protocol]],
          ['Issuer', text(openid?.issuer)],
          ['Client ID', text(openid?.client_id)],
          ['Client secret', openid && (provider.has_client_secret ? 'Sealed; nobody is shown it' : 'None: PKCE alone')],
          ['Asks for', Array.isArray(openid?.scopes) ? openid.scopes.join(', ') : null],
          ['Entity id of theirs', text(saml?.entity_id)],
          ['Signs on at', text(saml?.sso_url)],
          ['Certificates', Array.isArray(saml?.certificates) ? saml.certificates.length : null],
          [
            'Groups',
            Object.keys(provider.roles_of_groups).length > 0
              ? Object.entries(provider.roles_of_groups).map(([group, role]) => (
                  <div key={group}>
                    {group}: {ROLES[role].title}
                  </div>
                ))
              : null,
          ],
          ['Added', <When key="added" at={provider.created_at} />],
        ]}
      />
      {mayWrite ? (
        <>
          <Divider />
          <Acts provider={provider} onChange={() => setChanging(true)} onDone={onDone} />
        </>
      ) : (
        <Text size="sm" c="dimmed">
          Only administrators change identity providers.
        </Text>
      )}
    </Stack>
  );
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function Acts({ provider, onChange, onDone }: { provider: Provider; onChange: () => void; onDone: () => void }) {
  const change = useChangeProvider(provider.id);
  const remove = useRemoveProvider(provider.id);
  const turn = (enabled: boolean) =>
    change.mutate(
      { enabled },
      { onSuccess: () => showDone(enabled ? `${provider.name} lets people in.` : `Nobody comes by ${provider.name}.`) },
    );
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <Button variant="default" onClick={onChange}>
          Change
        </Button>
        {!provider.enabled && (
          <Button variant="default" loading={change.isPending} onClick={() => turn(true)}>
            Switch it on
          </Button>
        )}
      </Group>
      {provider.enabled && (
        <Sure
          label="Switch it off"
          yes="Yes, switch it off"
          means="Whoever came by it is signed out at once, and cannot come back by it."
          loading={change.isPending}
          onSure={() => turn(false)}
        />
      )}
      <Sure
        label="Remove"
        yes="Yes, remove it"
        means="Whoever came by it is signed out, and it knows nobody any more. Their accounts stay."
        loading={remove.isPending}
        onSure={() =>
          remove.mutate(undefined, {
            onSuccess: () => {
              showDone(`${provider.name} is removed.`);
              onDone();
            },
          })
        }
      />
      <Refused error={change.error ?? remove.error} />
    </Stack>
  );
}
