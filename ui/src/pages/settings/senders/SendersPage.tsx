import { Button, Modal } from '@mantine/core';
import { IconAt, IconPlus } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMay } from '@/app/me';
import { PageHeader } from '@/parts/page/PageHeader';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import { channelOf } from '@/parts/words/channels';
import { Health } from '../Health';
import { Lines, LinesLoading } from '../Lines';
import { type Sender, useSenders } from './queries';
import { SenderCard } from './SenderCard';
import { SenderForm } from './SenderForm';
import { domainOf } from './words';

interface Address {
  add?: boolean;
  open?: string;
}

/** Who messages come from, and whether receivers believe it. */
export default function SendersPage() {
  const { add = false, open }: Address = useSearch({ strict: false });
  const navigate = useNavigate();
  const mayWrite = useMay('journey:write');
  const { data: senders, error, refetch } = useSenders();
  const show = (search: Address) => void navigate({ to: '/settings/senders', search, replace: true } as never);
  const opened = senders?.find(({ id }) => id === open);
  const button = mayWrite && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => show({ add: true })}>
      Add a sender
    </Button>
  );
  return (
    <>
      <PageHeader title="Senders" actions={button}>
        {senders && senders.length > 0 ? told(senders) : 'Who messages come from, as their readers see it.'}
      </PageHeader>
      {error && !senders ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : !senders ? (
        <LinesLoading />
      ) : senders.length === 0 ? (
        <EmptyState icon={IconAt} title="Nobody to write as yet" action={button}>
          Letters and texts need somebody they come from: an address or number that readers know, and answer to.
        </EmptyState>
      ) : (
        <Lines
          label="Senders"
          lines={senders.map((sender) => {
            const domain = domainOf(sender);
            return {
              id: sender.id,
              title: sender.name,
              note: `${sender.address} · ${channelOf(sender.channel)}${sender.is_default ? ', unless a message names another' : ''}`,
              aside: domain && <Health standing={domain.standing}>{domain.words}</Health>,
            };
          })}
          onOpen={(id) => show({ open: id })}
        />
      )}
      <Modal
        opened={add && mayWrite}
        onClose={() => show({})}
        title="Add a sender"
        size="lg"
        closeOnClickOutside={false}
      >
        <SenderForm onDone={(id) => show(id ? { open: id } : {})} />
      </Modal>
      <Modal
        opened={opened !== undefined}
        onClose={() => show({})}
        title={opened?.name}
        size="xl"
        closeOnClickOutside={false}
      >
        {opened && <SenderCard key={opened.id} sender={opened} onDone={() => show({})} />}
      </Modal>
    </>
  );
}

function told(senders: readonly Sender[]): string {
  const mail = senders.filter(({ channel }) => channel === 'email');
  const doubted = mail.filter(({ domain }) => domain?.finding !== 'good');
  const count = senders.length === 1 ? 'One sender' : `${senders.length} senders`;
  if (mail.length === 0) return `${count}.`;
  if (doubted.length === 0) return `${count}; every domain proves that it is you.`;
  return `${count}; ${doubted.length === 1 ? 'one domain is' : `${doubted.length} domains are`} not in order or not checked: letters may land in spam.`;
}
