import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '@/app/me';
import { Facts } from '@/parts/page/Facts';
import { showDone } from '@/parts/states/problems';
import { When } from '@/parts/time/When';
import { channelOf } from '@/parts/words/channels';
import { Refused } from '../Refused';
import { type Suppression, useTakeOff } from './queries';
import { REASONS } from './words';

/** One entry, and the way off the list. */
export function Suppressed({ entry, by, onDone }: { entry: Suppression; by: string; onDone: () => void }) {
  const mayWrite = useMay('profile:write');
  const takeOff = useTakeOff();
  const [isSure, setSure] = useState(false);
  const remove = () =>
    takeOff.mutate(entry, {
      onSuccess: () => {
        showDone('They are off the list.');
        onDone();
      },
    });
  return (
    <Stack>
      <Facts
        facts={[
          ['Why', REASONS[entry.reason]],
          ['Channel', channelOf(entry.channel ?? '')],
          ['Since', <When key="since" at={entry.added_at} />],
          ['Until', <When key="until" at={entry.until} none="For good" />],
          ['Put on by', entry.added_by ? by : 'The system'],
          ['Note', entry.note],
        ]}
      />
      <Refused error={takeOff.error} />
      {mayWrite && (
        <Group justify="space-between">
          <Text size="sm" role="status" flex={1}>
            {isSure && 'Messages may reach them again at once.'}
          </Text>
          <Button
            color="red"
            variant={isSure ? 'filled' : 'default'}
            loading={takeOff.isPending}
            onClick={() => (isSure ? remove() : setSure(true))}
          >
            {isSure ? 'Yes, take them off' : 'Take them off'}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
