import { Text } from '@mantine/core';
import { When } from '@/parts/time/When';
import classes from './Marks.module.css';
import { type Asset, RIGHTS, STATES } from './words';

/** Where an asset stands. */
export function StateMark({ asset }: { asset: Asset }) {
  const { title, color } = STATES[asset.status];
  return <Mark color={color}>{title}</Mark>;
}

/** What its rights say: only what somebody has to know of. */
export function RightsMark({ asset, isAlways = false }: { asset: Asset; isAlways?: boolean }) {
  const { state, usable_until } = asset.rights;
  const { title, color } = RIGHTS[state];
  if (!isAlways && (state === 'unlimited' || state === 'valid')) return null;
  return (
    <Mark color={color}>
      {state === 'expiring' || state === 'valid' ? (
        <>
          Until <When at={usable_until} isDay />
        </>
      ) : (
        title
      )}
    </Mark>
  );
}

function Mark({ color, children }: { color: string; children: React.ReactNode }) {
  return (
    <span className={classes.mark}>
      <span className={classes.dot} style={{ background: color }} />
      <Text span inherit truncate component="span">
        {children}
      </Text>
    </span>
  );
}
