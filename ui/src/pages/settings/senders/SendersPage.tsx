import { IconAt } from '@tabler/icons-react';
import { useMay } from '@/app/me';
import { channelOf } from '@/parts/words/channels';
import { Health } from '../Health';
import { ShortList } from '../ShortList';
import { type Sender, useSenders } from './queries';
import { SenderCard } from './SenderCard';
import { SenderForm } from './SenderForm';
import { domainOf } from './words';

/** Who messages come from, and whether receivers believe it. */
export default function SendersPage() {
  const senders = useSenders();
  return (
    <ShortList
      path="/settings/senders"
      title="Senders"
      lead={senders.data?.length ? told(senders.data) : 'Who messages come from, as their readers see it.'}
      mayWrite={useMay('journey:write')}
      list={senders}
      label="Senders"
      lineOf={(sender) => {
        const domain = domainOf(sender);
        return {
          note: `${sender.address} · ${channelOf(sender.channel)}${sender.is_default ? ', unless a message names another' : ''}`,
          aside: domain && <Health standing={domain.standing}>{domain.words}</Health>,
        };
      }}
      empty={{
        icon: IconAt,
        title: 'Nobody to write as yet',
        words: 'Letters and texts need somebody they come from: an address or number that readers know, and answer to.',
      }}
      add="Add a sender"
      form={(onDone) => <SenderForm onDone={onDone} />}
      card={(sender, onDone) => <SenderCard key={sender.id} sender={sender} onDone={onDone} />}
      cardSize="xl"
    />
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
