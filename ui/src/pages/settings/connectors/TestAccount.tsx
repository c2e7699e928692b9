import { Button, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { sentence } from '@/parts/states/problems';
import { LetsIn } from '../LetsIn';
import { listed } from '../needs/words';
import { Refused } from '../Refused';
import { useSenders } from '../senders/queries';
import { type Account, useTestAccount } from './queries';

/** Whether the vendor lets us in, asked now; nothing is sent to anybody. */
export function TestAccount({ account, needsSender }: { account: Account; needsSender: boolean }) {
  const test = useTestAccount(account.id);
  const senders = (useSenders().data ?? []).filter(({ channel }) => account.channels.includes(channel));
  const [senderId, setSenderId] = useState<string | null>(null);
  const chosen = senderId ?? senders.find(({ is_default }) => is_default)?.id ?? '';
  return (
    <Stack gap="sm">
      <Group align="flex-end">
        {needsSender && senders.length > 0 ? (
          <NativeSelect
            label="Test the connection, writing as"
            flex="1 1 220px"
            data={[
              ...senders.map(({ id, name, address }) => ({ value: id, label: `${name}, ${address}` })),
              { value: '', label: 'Nobody: credentials alone' },
            ]}
            value={chosen}
            onChange={({ currentTarget }) => setSenderId(currentTarget.value)}
          />
        ) : (
          <Text size="sm" flex="1 1 220px">
            Does the vendor let us in? Nothing is sent to anybody.
          </Text>
        )}
        <Button
          loading={test.isPending}
          onClick={() => test.mutate((needsSender && chosen) || null)}
          variant={account.works ? 'default' : 'filled'}
        >
          Test the connection
        </Button>
      </Group>
      <LetsIn found={test.data}>
        {test.data && test.data.checked.length > 0 && (
          <Text span size="xs" c="dimmed" display="block">
            Tried: {sentence(listed(test.data.checked))}.
          </Text>
        )}
      </LetsIn>
      <Refused error={test.error} />
    </Stack>
  );
}
