import { Alert, Skeleton, Text } from '@mantine/core';
import { IconPlayerPause } from '@tabler/icons-react';
import { Panel } from '@/parts/page/Panel';
import { sentence } from '@/parts/states/problems';
import { Trouble } from '@/parts/states/Trouble';
import { Ago, When } from '@/parts/time/When';
import { Count } from '@/parts/words/figures';
import { heldOf } from '../columns';
import { type Progress, useProgress, type Whole } from '../queries';
import { number, people } from '../words';
import classes from './Going.module.css';

/** How far it is, to the person; it moves while it goes out. */
export function Going({ broadcast }: { broadcast: Whole }) {
  const { data, error, isPending, refetch } = useProgress(broadcast);
  const isOver = broadcast.stage === 'done' || broadcast.stage === 'cancelled';
  return (
    <Panel
      title={isOver ? 'How it went' : 'How far it is'}
      lead={data && <Lead broadcast={broadcast} progress={data} />}
      aside={
        broadcast.stage === 'running' && (
          <Text size="xs" c="dimmed">
            As it happens
          </Text>
        )
      }
    >
      {isPending && <Skeleton height={80} />}
      {error && !data && <Trouble error={error} onRetry={refetch} />}
      {data && <Standing progress={data} />}
      {broadcast.stage === 'paused' && broadcast.reason && (
        <Alert mt="md" color="orange" variant="light" icon={<IconPlayerPause aria-hidden />} title="Why it is paused">
          {sentence(broadcast.reason)}.
        </Alert>
      )}
      {broadcast.stage === 'running' && broadcast.reason && (
        <Alert mt="md" color="amber" variant="light" title="What it waits for">
          {sentence(broadcast.reason)}.
        </Alert>
      )}
    </Panel>
  );
}

function Lead({ broadcast, progress }: { broadcast: Whole; progress: Progress }) {
  const { entered, sent, in_progress: left } = progress;
  const held = heldOf(progress);
  if (entered === 0) {
    return progress.is_audience_complete
      ? 'Nobody was in its audience when it began.'
      : 'Its audience is being written down.';
  }
  return (
    <>
      {sent === entered
        ? 'Everybody has'
        : sent === 0
          ? `Nobody of ${number(entered)} has`
          : `${people(sent)} of ${number(entered)} ${sent === 1 ? 'has' : 'have'}`}{' '}
      it
      {held > 0 && `, ${people(held)} ${held === 1 ? 'was' : 'were'} held back`}
      {left > 0 && ` and ${people(left)} still ${left === 1 ? 'has' : 'have'} their turn to come`}.{' '}
      {!progress.is_audience_complete && 'Its audience is still being written down. '}
      {broadcast.ended_at ? (
        <>
          It ended <Ago at={broadcast.ended_at} />.
        </>
      ) : (
        broadcast.decides_at &&
        !broadcast.winner && (
          <>
            Its test is decided <When at={broadcast.decides_at} />
          </>
        )
      )}
    </>
  );
}

function Standing({ progress }: { progress: Progress }) {
  const { entered, sent, failed, unknown, in_progress } = progress;
  const refused = heldOf({ ...progress, failed: 0 });
  const parts = [
    { name: 'Sent', value: sent, color: 'var(--ce-accent)' },
    { name: 'Held back', value: refused, color: 'var(--mantine-color-amber-5)' },
    { name: 'Failed', value: failed, color: 'var(--mantine-color-red-6)' },
    { name: 'Perhaps sent', value: unknown, color: 'var(--mantine-color-orange-4)' },
    { name: 'Still to come', value: in_progress, color: 'var(--mantine-color-gray-5)' },
  ].filter(({ name, value }) => value > 0 || name === 'Sent' || name === 'Held back');
  const share = entered > 0 ? Math.floor((100 * (entered - in_progress)) / entered) : 0;
  return (
    <>
      <div
        className={classes.bar}
        role="progressbar"
        aria-label="Dealt with"
        aria-valuenow={share}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        {parts.map(({ name, value, color }) => (
          <div
            key={name}
            style={{ width: `${entered > 0 ? (100 * value) / entered : 0}%`, background: color }}
            title={name}
          />
        ))}
      </div>
      <dl className={classes.figures}>
        <div>
          <dt>In the audience</dt>
          <dd>
            <Count value={entered} />
          </dd>
        </div>
        {parts.map(({ name, value, color }) => (
          <div key={name}>
            <dt>
              <span aria-hidden style={{ background: color }} />
              {name}
            </dt>
            <dd>
              <Count value={value} />
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}
