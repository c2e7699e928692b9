import { useCallback, useEffect, useRef, useState } from 'react';
import { useActingTenant, useMe } from '@/app/me';

/** Keeps another value, or what one makes of the latest; null forgets it. */
export type Keep<Value> = (next: Value | null | ((before: Value | null) => Value | null)) => void;

/**
 * What somebody has changed and not saved: it survives a reload, a refused save and the end of a session, in this tab, and is
 * shown to nobody else. Secrets do not belong here.
 *
 * `const [draft, keep] = useUnsaved<Policy>('delivery policy')`: null while nothing is changed, and to forget it. Where the
 * subject gets another name while it is written, such as a new thing its id, what `isMoving` goes on under that.
 */
export function useUnsaved<Value>(subject: string, isMoving = false): readonly [Value | null, Keep<Value>] {
  const me = useMe();
  const { tenantId } = useActingTenant();
  const owner = `unsaved ${tenantId} ${me.user_id} `;
  const key = owner + subject;
  const [held, setHeld] = useState(() => ({ key, value: read<Value>(key) }));
  const isMoved = isMoving && held.key.startsWith(owner);
  const now = held.key === key ? held : { key, value: isMoved ? held.value : read<Value>(key) };
  if (now !== held) setHeld(now);
  const latest = useRef(now);
  latest.current = now;
  const settled = useRef(key);
  useEffect(() => {
    const before = settled.current;
    settled.current = key;
    if (before === key || !isMoving || !before.startsWith(owner)) return;
    write(before, null);
    write(key, latest.current.value);
  }, [key, isMoving, owner]);
  const keep = useCallback<Keep<Value>>(
    (next) => {
      const at = isMoving && latest.current.key.startsWith(owner) ? latest.current.key : key;
      const isShown = latest.current.key === at;
      const before = isShown ? latest.current.value : read<Value>(at);
      const value = isMaking<Value>(next) ? next(before) : next;
      if (isShown) {
        latest.current = { key: at, value };
        setHeld(latest.current);
      }
      write(at, value);
    },
    [key, isMoving, owner],
  );
  return [now.value, keep];
}

function isMaking<Value>(next: Parameters<Keep<Value>>[0]): next is (before: Value | null) => Value | null {
  return typeof next === 'function';
}

function write(key: string, value: unknown): void {
  try {
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // a browser that keeps nothing: it stays on the page
  }
}

function read<Value>(key: string): Value | null {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? 'null');
  } catch {
    return null;
  }
}
