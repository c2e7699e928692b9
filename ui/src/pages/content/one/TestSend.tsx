import { Alert, Button, Group, Loader, Modal, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { Problem } from '@/api/problem';
import type { Channel } from '@/api/types';
import { useMay, useMe } from '@/app/me';
import { Jump } from '@/parts/page/Jump';
import type { Contact } from '@/parts/persons/persons';
import { sentence } from '@/parts/states/problems';
import { Trouble } from '@/parts/states/Trouble';
import { channelOf } from '@/parts/words/channels';
import { useBecomeKnown, useTest } from '../changes';
import type { Whom } from '../preview/useWhom';
import { findByEmail, type WholeTemplate } from '../queries';
import type { Draft } from '../write/useDraft';

const LOOK_EVERY_MS = 2_000;

interface Props {
  template: WholeTemplate;
  draft: Draft;
  whom: Whom;
  onClose: () => void;
}

/** To oneself, through every gate that a message passes, and what became of it. */
export function TestSend({ template, draft, whom, onClose }: Props) {
  const me = useMe();
  const mine = useQuery({
    queryKey: ['me as a person', me.email],
    queryFn: () => findByEmail(me.email).catch(unlessUnknown),
  });
  return (
    <Modal opened onClose={onClose} title="Send a test to yourself">
      <Stack>
        {mine.isPending && <Loader type="dots" aria-label="Loading" />}
        {mine.error && <Trouble error={mine.error} onRetry={mine.refetch} />}
        {mine.data === null && <BecomeKnown />}
        {mine.data && <Send template={template} draft={draft} whom={whom} mine={mine.data} onClose={onClose} />}
      </Stack>
    </Modal>
  );
}

function unlessUnknown(error: unknown): null {
  if (error instanceof Problem && error.status === 404) return null;
  throw error;
}

function BecomeKnown() {
  const me = useMe();
  const mayAdd = useMay('profile:write');
  const add = useBecomeKnown();
  return (
    <>
      <Text size="sm">
        A test goes to somebody among your people, and nobody there has your address, {me.email}.
        {!mayAdd && ' Ask somebody who may change people to add you.'}
      </Text>
      {add.error && <Trouble error={add.error} />}
      {mayAdd && (
        <Group justify="flex-end">
          <Button loading={add.isPending} onClick={() => add.mutate({ email: me.email, name: me.name })}>
            Add yourself
          </Button>
        </Group>
      )}
    </>
  );
}

const REACHED_BY: Partial<Record<Channel, 'email' | 'phone'>> = { email: 'email', sms: 'phone', whatsapp: 'phone' };

function Send({ template, draft, whom, mine, onClose }: Props & { mine: Contact }) {
  const test = useTest(template.id);
  const [isKeeping, setKeeping] = useState(false);
  const channel = template.channel as Channel;
  const kind = REACHED_BY[channel];
  const address = kind ? mine.identities[kind]?.[0] : undefined;
  const isReached = !kind || Boolean(address);
  const send = async () => {
    setKeeping(true);
    const revision = await draft.save().catch(() => null);
    setKeeping(false);
    if (revision === null) return onClose(); // what went wrong is said on the page
    const { variables = {}, event = {} } = whom.reader ?? {};
    test.mutate({ personId: mine.person_id, variables, event });
  };
  if (test.data)
    return (
      <Became personId={mine.person_id} testKey={test.data.keys[0] ?? ''} source={test.data.source} onClose={onClose} />
    );
  return (
    <>
      <Text size="sm">
        {isReached
          ? `It goes to you${address ? ` at ${address}` : ''}, as it stands, with your own values and what you supposed to have happened.`
          : `We know no phone number of yours, and ${channelOf(channel)} needs one.`}{' '}
        A test passes the same gates as any message.
      </Text>
      {!isReached && (
        <Text size="sm">
          <Jump to="/people/$personId" params={{ personId: mine.person_id }}>
            Look at what is known of you
          </Jump>
        </Text>
      )}
      {test.error && <Trouble error={test.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button disabled={!isReached} loading={isKeeping || test.isPending} onClick={() => void send()}>
          Send it to me
        </Button>
      </Group>
    </>
  );
}

const WAITING = ['planned', 'claimed', 'deferred'];
const STATUSES: Record<string, { title: string; color: string }> = {
  planned: { title: 'On its way', color: 'gray' },
  claimed: { title: 'On its way', color: 'gray' },
  deferred: { title: 'It waits', color: 'amber' },
  sent: { title: 'It was sent', color: 'pine' },
  refused: { title: 'It was not sent', color: 'red' },
  failed: { title: 'It failed', color: 'red' },
  unknown: { title: 'Perhaps it was sent', color: 'amber' },
};

/** What the ledger says of it, until it is settled. */
function Became({
  personId,
  testKey,
  source,
  onClose,
}: {
  personId: string;
  testKey: string;
  source: string;
  onClose: () => void;
}) {
  const { data: message, error } = useQuery({
    queryKey: ['test message', testKey],
    queryFn: async ({ signal }) => {
      const query = { person_id: personId, source, limit: 20 };
      const { messages } = await body(api.GET('/api/v1/messages', { params: { query }, signal }));
      return messages.find(({ key }) => key === testKey) ?? null;
    },
    refetchInterval: ({ state }) => (state.data && !WAITING.includes(state.data.status) ? false : LOOK_EVERY_MS),
  });
  const status = STATUSES[message?.status ?? 'planned'];
  return (
    <>
      {error && <Trouble error={error} />}
      <Alert color={status?.color} variant="light" role="status" title={status?.title}>
        {message?.in_words ? sentence(message.in_words) : 'It is planned, and goes out with the next messages.'}
      </Alert>
      {message?.status === 'sent' && (
        <Text size="sm">
          Without a vendor’s account it is kept in the{' '}
          <Jump to="/outbox" search={{ person: personId, message: message.message_id }}>
            outbox
          </Jump>
          .
        </Text>
      )}
      <Group justify="flex-end">
        <Button onClick={onClose}>Close</Button>
      </Group>
    </>
  );
}
