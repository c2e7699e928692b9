import { Badge, Button, Skeleton, Text } from '@mantine/core';
import { useId } from 'react';
import { Panel } from '@/parts/page/Panel';
import { showDone } from '@/parts/states/problems';
import { Trouble } from '@/parts/states/Trouble';
import { Ago } from '@/parts/time/When';
import classes from './AccountPage.module.css';
import { deviceOf } from './devices';
import { type Session, useEnd, useEndAll, useSessions } from './queries';

/** Every place where somebody is signed in as this person: who finds one that is not theirs ends it. */
export function Devices() {
  const { data, error, refetch } = useSessions();
  const endAll = useEndAll();
  const others = data?.filter(({ current }) => !current) ?? [];
  const lead =
    data && (others.length === 0 ? 'Nowhere but here.' : 'End what you do not know, then change your password.');
  return (
    <Panel title="Where you are signed in" lead={lead}>
      {error && !data && <Trouble error={error} onRetry={refetch} />}
      {!data && !error && <Skeleton height={90} role="status" aria-label="Loading" />}
      {data && (
        <ul className={classes.sessions}>
          {data.map((one) => (
            <Place key={one.id} session={one} />
          ))}
        </ul>
      )}
      {others.length > 0 && (
        <Button size="compact-sm" variant="default" loading={endAll.isPending} onClick={() => endAll.mutate()}>
          Sign out everywhere, here as well
        </Button>
      )}
    </Panel>
  );
}

function Place({ session }: { session: Session }) {
  const end = useEnd();
  const about = useId();
  const device = deviceOf(session.user_agent);
  return (
    <li className={classes.session}>
      <div>
        <Text size="sm" fw={600}>
          {device}
        </Text>
        <Text size="xs" c="dimmed" id={about}>
          Signed in <Ago at={session.created_at} />
          {session.provider_id && ' by single sign-on'}, last seen <Ago at={session.refreshed_at} />
        </Text>
      </div>
      {session.current ? (
        <Badge variant="light" tt="none">
          Here
        </Badge>
      ) : (
        <Button
          size="compact-sm"
          variant="default"
          loading={end.isPending}
          aria-label={`End it: ${device}`}
          aria-describedby={about}
          onClick={() => end.mutate(session.id, { onSuccess: () => showDone(`${device} is signed out.`) })}
        >
          End it
        </Button>
      )}
    </li>
  );
}
