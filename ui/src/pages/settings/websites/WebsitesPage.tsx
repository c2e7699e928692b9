import { Button, Modal } from '@mantine/core';
import { IconPlus, IconWorldWww } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMay } from '@/app/me';
import { PageHeader } from '@/parts/page/PageHeader';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import { Health } from '../Health';
import { Lines, LinesLoading } from '../Lines';
import { useWebsites } from './queries';
import { WebsiteCard } from './WebsiteCard';
import { WebsiteForm } from './WebsiteForm';
import { websiteSentence } from './words';

interface Address {
  add?: boolean;
  open?: string;
}

/** Which websites send what people do there, and what to put into their pages. */
export default function WebsitesPage() {
  const { add = false, open }: Address = useSearch({ strict: false });
  const navigate = useNavigate();
  const mayWrite = useMay('profile:write');
  const { data: websites, error, refetch } = useWebsites();
  const show = (search: Address) => void navigate({ to: '/settings/websites', search, replace: true } as never);
  const opened = websites?.find(({ id }) => id === open);
  const button = mayWrite && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => show({ add: true })}>
      Add a website
    </Button>
  );
  return (
    <>
      <PageHeader title="Websites" actions={button}>
        Which websites send what people do there, and the tag that does it.
      </PageHeader>
      {error && !websites ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : !websites ? (
        <LinesLoading count={2} />
      ) : websites.length === 0 ? (
        <EmptyState icon={IconWorldWww} title="No website yet" action={button}>
          A website gets a tag for its pages: what people look at and buy there comes in as it happens.
        </EmptyState>
      ) : (
        <Lines
          label="Websites"
          lines={websites.map((website) => ({
            id: website.id,
            title: website.name,
            note: websiteSentence(website),
            aside: (
              <Health standing={website.enabled ? 'good' : 'paused'}>{website.enabled ? 'On' : 'Switched off'}</Health>
            ),
          }))}
          onOpen={(id) => show({ open: id })}
        />
      )}
      <Modal
        opened={add && mayWrite}
        onClose={() => show({})}
        title="Add a website"
        size="lg"
        closeOnClickOutside={false}
      >
        <WebsiteForm onDone={(id) => show(id ? { open: id } : {})} />
      </Modal>
      <Modal
        opened={opened !== undefined}
        onClose={() => show({})}
        title={opened?.name}
        size="lg"
        closeOnClickOutside={false}
      >
        {opened && <WebsiteCard key={opened.id} website={opened} />}
      </Modal>
    </>
  );
}
