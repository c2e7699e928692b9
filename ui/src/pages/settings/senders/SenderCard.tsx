import { Button, Divider, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '@/app/me';
import { Facts } from '@/parts/page/Facts';
import { showDone } from '@/parts/states/problems';
import { When } from '@/parts/time/When';
import { channelOf } from '@/parts/words/channels';
import { Refused } from '../Refused';
import { Sure } from '../Sure';
import { Domain } from './Domain';
import { type Sender, useChangeSender, useRemoveSender } from './queries';
import { SenderForm } from './SenderForm';

/** One sender: how receivers see it, and the ways to change it. */
export function SenderCard({ sender, onDone }: { sender: Sender; onDone: () => void }) {
  const mayWrite = useMay('journey:write');
  const [isChanging, setChanging] = useState(false);
  const change = useChangeSender(sender.id);
  const remove = useRemoveSender(sender.id);
  if (isChanging) return <SenderForm sender={sender} onDone={() => setChanging(false)} />;
  const prefer = () =>
    change.mutate(
      { is_default: true },
      { onSuccess: () => showDone(`Messages come from ${sender.name} from now on.`) },
    );
  return (
    <Stack>
      <Facts
        facts={[
          ['Channel', channelOf(sender.channel)],
          ['From', sender.address],
          ['Answers go to', sender.reply_to],
          ['Postal address', sender.postal_address],
          ['Signed under', sender.dkim_selectors.join(', ')],
          [
            'Messages come from it',
            sender.is_default ? 'Yes, unless a message names another' : 'Only where a message names it',
          ],
          ['Changed', <When key="changed" at={sender.updated_at} />],
        ]}
      />
      {sender.channel === 'email' && (
        <>
          <Divider />
          <Domain sender={sender} mayCheck={mayWrite} />
        </>
      )}
      {mayWrite ? (
        <>
          <Divider />
          <Group gap="xs">
            <Button variant="default" onClick={() => setChanging(true)}>
              Change
            </Button>
            {!sender.is_default && (
              <Button variant="default" loading={change.isPending} onClick={prefer}>
                Write as this one
              </Button>
            )}
          </Group>
          <Sure
            label="Remove"
            yes="Yes, remove it"
            means={
              sender.is_default
                ? `Messages on ${channelOf(sender.channel)} come from nobody then, until another sender takes its place.`
                : 'Messages that name it come from nobody then, and are refused.'
            }
            loading={remove.isPending}
            onSure={() =>
              remove.mutate(undefined, {
                onSuccess: () => {
                  showDone(`${sender.name} is removed.`);
                  onDone();
                },
              })
            }
          />
          <Refused error={change.error ?? remove.error} />
        </>
      ) : (
        <Text size="sm" c="dimmed">
          Only managers and administrators change senders.
        </Text>
      )}
    </Stack>
  );
}
