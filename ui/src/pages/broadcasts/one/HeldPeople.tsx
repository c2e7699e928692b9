import { Anchor, Button, Group, Skeleton, Text } from '@mantine/core';
import { useState } from 'react';
import { Jump } from '@/parts/page/Jump';
import { PersonName } from '@/parts/persons/PersonName';
import { Trouble } from '@/parts/states/Trouble';
import { When } from '@/parts/time/When';
import { useMessagesAt } from '../queries';
import { AT_STATUS, heldTitle } from '../words';
import { Gates } from './Gates';
import classes from './Held.module.css';

/** Whom one reason held back, the latest first; each opens to every gate's verdict. */
export function HeldPeople({ broadcastId, reason }: { broadcastId: string; reason: string }) {
  const status = AT_STATUS[reason]?.status;
  const found = useMessagesAt(broadcastId, status ? { status } : { status: 'refused', reason });
  const [open, setOpen] = useState<string | null>(null);
  const { data, error, isPending, hasNextPage, isFetchingNextPage } = found;
  const messages = data?.pages.flatMap((page) => page.messages) ?? [];
  if (error && !data) return <Trouble error={error} onRetry={found.refetch} />;
  if (isPending) return <Skeleton height={48} mt="xs" />;
  if (messages.length === 0) {
    return (
      <Text size="sm" c="dimmed" mt="xs">
        {reason === 'waiting'
          ? 'No gate told anybody to wait: it is simply not their turn yet.'
          : 'Nobody is named here any more.'}
      </Text>
    );
  }
  return (
    <>
      <ul className={classes.people} aria-label={heldTitle(reason)}>
        {messages.map(({ message_id, person_id, in_words, settled_at, due_at, planned_at }) => (
          <li key={message_id}>
            <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
              <div style={{ minWidth: 0 }}>
                <Text size="sm">
                  <Jump to="/people/$personId" params={{ personId: person_id }} search={{ tab: 'messages' }}>
                    <PersonName personId={person_id} />
                  </Jump>
                </Text>
                <Text size="sm" c="dimmed">
                  {in_words}
                </Text>
                <Anchor
                  component="button"
                  type="button"
                  size="sm"
                  aria-expanded={open === message_id}
                  onClick={() => setOpen(open === message_id ? null : message_id)}
                >
                  {open === message_id ? 'Hide the gates' : 'Gate by gate'}
                </Anchor>
              </div>
              <Text size="sm" component="div">
                <When at={settled_at ?? due_at ?? planned_at} />
              </Text>
            </Group>
            {open === message_id && <Gates messageId={message_id} />}
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button
          mt="xs"
          size="compact-sm"
          variant="default"
          loading={isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </>
  );
}
