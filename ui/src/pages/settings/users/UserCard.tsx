import { Button, Divider, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useMay, useMe } from '@/app/me';
import { Facts } from '@/parts/page/Facts';
import { Once } from '@/parts/page/Once';
import { showDone } from '@/parts/states/problems';
import { Ago, When } from '@/parts/time/When';
import { Refused } from '../Refused';
import { rolesOf } from '../words';
import { invitationLink } from './link';
import {
  type User,
  useChangeUser,
  useInviteAgain,
  useSessions,
  useSignOutEverywhere,
  useTakeSecondFactorAway,
} from './queries';
import { RolePicker, strongest } from './RolePicker';

/** One user: what they may do, where they are signed in, and the ways to let them in and keep them out. */
export function UserCard({ user, onDone }: { user: User; onDone: () => void }) {
  const me = useMe();
  const mayWrite = useMay('user:write');
  const isMe = user.id === me.user_id;
  return (
    <Stack>
      <Facts
        facts={[
          ['E-mail', user.email],
          ['May act as', mayWrite && !isMe ? null : rolesOf(user)],
          ['Here since', <When key="since" at={user.created_at} isDay />],
          ['State', user.disabled ? 'Locked out: nothing of theirs opens anything' : null],
        ]}
      />
      <Sessions user={user} mayEnd={mayWrite} />
      {isMe && mayWrite && (
        <Text size="sm" c="dimmed">
          Nobody changes their own roles: another administrator does.
        </Text>
      )}
      {mayWrite && !isMe && (
        <>
          <Divider />
          <Roles user={user} onDone={onDone} />
          <Divider />
          <Access user={user} onDone={onDone} />
        </>
      )}
    </Stack>
  );
}

function Sessions({ user, mayEnd }: { user: User; mayEnd: boolean }) {
  const sessions = useSessions(user.id).data ?? [];
  const end = useSignOutEverywhere(user.id);
  if (sessions.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        They are not signed in anywhere.
      </Text>
    );
  }
  const [last] = [...sessions].sort((one, other) => other.refreshed_at.localeCompare(one.refreshed_at));
  return (
    <Group justify="space-between">
      <Text size="sm">
        Signed in at {sessions.length === 1 ? 'one place' : `${sessions.length} places`}
        {last && (
          <>
            , busy <Ago at={last.refreshed_at} />
          </>
        )}
        .
      </Text>
      {mayEnd && (
        <Button size="compact-sm" variant="default" loading={end.isPending} onClick={() => end.mutate()}>
          Sign them out everywhere
        </Button>
      )}
    </Group>
  );
}

function Roles({ user, onDone }: { user: User; onDone: () => void }) {
  const [role, setRole] = useState(strongest(user.roles));
  const [grants, setGrants] = useState(user.grants);
  const change = useChangeUser(user.id);
  const save = () =>
    change.mutate(
      { roles: [role], grants },
      {
        onSuccess: () => {
          showDone(`${user.name} may now act as ${rolesOf({ roles: [role], grants })}.`);
          onDone();
        },
      },
    );
  return (
    <Stack>
      <RolePicker role={role} grants={grants} onRole={setRole} onGrants={setGrants} disabled={user.disabled} />
      <Refused error={change.error} />
      <Group justify="flex-end">
        <Button onClick={save} loading={change.isPending} disabled={user.disabled}>
          Save what they may do
        </Button>
      </Group>
    </Stack>
  );
}

function Access({ user, onDone }: { user: User; onDone: () => void }) {
  const change = useChangeUser(user.id);
  const again = useInviteAgain(user.id);
  const factor = useTakeSecondFactorAway(user.id);
  const [isSure, setSure] = useState(false);
  const lock = () =>
    change.mutate(
      { disabled: !user.disabled },
      {
        onSuccess: () => {
          showDone(user.disabled ? `${user.name} may come in again.` : `${user.name} is locked out.`);
          onDone();
        },
      },
    );
  if (again.data?.voucher) {
    return (
      <Once label="Invitation" secret={invitationLink(again.data.voucher)}>
        {user.name} chooses a password by this address, once, until <When at={again.data.expires_at} />. Earlier
        invitations are good no more.
      </Once>
    );
  }
  return (
    <Stack>
      <Group gap="xs">
        {!user.disabled && (
          <>
            <Button variant="default" loading={again.isPending} onClick={() => again.mutate(false)}>
              New invitation
            </Button>
            <Button
              variant="default"
              loading={factor.isPending}
              onClick={() =>
                factor.mutate(undefined, { onSuccess: () => showDone('Their password alone lets them in.') })
              }
            >
              Take their second factor away
            </Button>
          </>
        )}
        <Button
          variant={isSure ? 'filled' : 'default'}
          color="red"
          loading={change.isPending}
          onClick={() => (user.disabled || isSure ? lock() : setSure(true))}
        >
          {user.disabled ? 'Let them in again' : isSure ? 'Yes, lock them out' : 'Lock them out'}
        </Button>
      </Group>
      {isSure && (
        <Text size="sm" role="status">
          Their sessions, keys and invitations end for good. What they made stays.
        </Text>
      )}
      <Refused error={change.error ?? again.error} />
    </Stack>
  );
}
