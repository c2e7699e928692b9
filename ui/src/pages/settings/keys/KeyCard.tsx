import { Button, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Permission } from '@/api/types';
import { useMay } from '@/app/me';
import { permitted } from '@/app/roles';
import { Facts } from '@/parts/page/Facts';
import { showDone } from '@/parts/states/problems';
import { Ago, When } from '@/parts/time/When';
import { Refused } from '../Refused';
import { Shown } from './NewKey';
import { type Key, useRevoke, useRotate } from './queries';
import { OVERLAPS, stateOf } from './words';

/** One key: what it may do, and the ways to replace and to end it. */
export function KeyCard({ apiKey: key, holder, onDone }: { apiKey: Key; holder: string; onDone: () => void }) {
  const mayWrite = useMay('user:write');
  const rotate = useRotate(key.id);
  const revoke = useRevoke(key.id);
  const [overlap, setOverlap] = useState('86400');
  const [isSure, setSure] = useState(false);
  if (rotate.data?.secret) return <Shown secret={rotate.data.secret} onDone={onDone} />;
  const isGood = ['Good', 'Demo only'].includes(stateOf(key));
  const end = () =>
    revoke.mutate(undefined, {
      onSuccess: () => {
        showDone(`${key.name} opens nothing any more.`);
        onDone();
      },
    });
  return (
    <Stack>
      <Facts
        facts={[
          ['State', stateOf(key)],
          ['In the name of', holder],
          [
            'May',
            key.scopes === null
              ? 'do everything its holder may'
              : key.scopes.map((scope) => <div key={scope}>{permitted(scope as Permission)}</div>),
          ],
          ['At most', key.requests_per_minute && `${key.requests_per_minute} calls a minute`],
          ['Made', <When key="made" at={key.created_at} />],
          ['Last used', key.last_used_at ? <Ago key="used" at={key.last_used_at} /> : 'Never'],
          ['Ends', <When key="ends" at={key.expires_at} none="When it is revoked" />],
        ]}
      />
      {isGood && mayWrite && (
        <>
          <Group align="flex-end">
            <NativeSelect
              label="A new key in its place"
              flex={1}
              data={Object.entries(OVERLAPS).map(([value, label]) => ({ value, label }))}
              value={overlap}
              onChange={({ currentTarget }) => setOverlap(currentTarget.value)}
            />
            <Button variant="default" loading={rotate.isPending} onClick={() => rotate.mutate(Number(overlap))}>
              Rotate
            </Button>
          </Group>
          <Group justify="space-between">
            <Text size="sm" role="status">
              {isSure ? 'Programs that use it are turned away at once.' : ''}
            </Text>
            <Button
              color="red"
              variant={isSure ? 'filled' : 'default'}
              loading={revoke.isPending}
              onClick={() => (isSure ? end() : setSure(true))}
            >
              {isSure ? 'Yes, revoke it' : 'Revoke'}
            </Button>
          </Group>
        </>
      )}
      {isGood && !mayWrite && (
        <Text size="sm" c="dimmed">
          Only administrators replace and revoke keys.
        </Text>
      )}
      <Refused error={rotate.error ?? revoke.error} />
    </Stack>
  );
}
