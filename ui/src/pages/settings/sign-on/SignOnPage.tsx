import { Button, Modal } from '@mantine/core';
import { IconLogin2, IconPlus } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMay } from '@/app/me';
import { PageHeader } from '@/parts/page/PageHeader';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import { Health } from '../Health';
import { Lines, LinesLoading } from '../Lines';
import { ProviderCard } from './ProviderCard';
import { ProviderForm } from './ProviderForm';
import { useProviders } from './queries';
import { PROTOCOLS, toldOf } from './words';

interface Address {
  add?: boolean;
  open?: string;
}

/** Whom the tenant believes about who its people are. */
export default function SignOnPage() {
  const { add = false, open }: Address = useSearch({ strict: false });
  const navigate = useNavigate();
  const mayWrite = useMay('user:write');
  const { data: providers, error, refetch } = useProviders();
  const show = (search: Address) => void navigate({ to: '/settings/sign-on', search, replace: true } as never);
  const opened = providers?.find(({ id }) => id === open);
  const button = mayWrite && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => show({ add: true })}>
      Add an identity provider
    </Button>
  );
  return (
    <>
      <PageHeader title="Single sign-on" actions={button}>
        Whom you believe about who somebody is, in place of a password kept here.
      </PageHeader>
      {error && !providers ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : !providers ? (
        <LinesLoading count={2} />
      ) : providers.length === 0 ? (
        <EmptyState icon={IconLogin2} title="Everybody signs in by password" action={button}>
          With an identity provider people sign in as everywhere else at work, and whoever leaves is out here as well.
        </EmptyState>
      ) : (
        <Lines
          label="Identity providers"
          lines={providers.map((provider) => ({
            id: provider.id,
            title: provider.name,
            note: toldOf(provider),
            aside: (
              <Health standing={provider.enabled ? 'good' : 'paused'}>
                {provider.enabled ? `On, by ${PROTOCOLS[provider.protocol] ?? provider.protocol}` : 'Switched off'}
              </Health>
            ),
          }))}
          onOpen={(id) => show({ open: id })}
        />
      )}
      <Modal
        opened={add && mayWrite}
        onClose={() => show({})}
        title="Add an identity provider"
        size="lg"
        closeOnClickOutside={false}
      >
        <ProviderForm onDone={(id) => show(id ? { open: id } : {})} />
      </Modal>
      <Modal
        opened={opened !== undefined}
        onClose={() => show({})}
        title={opened?.name}
        size="lg"
        closeOnClickOutside={false}
      >
        {opened && <ProviderCard key={opened.id} provider={opened} onDone={() => show({})} />}
      </Modal>
    </>
  );
}
