import { useCallback, useRef, useState } from 'react';
import { useActingTenant, useMe } from '@/app/me';

/** Keeps another value, or what one makes of the latest; null forgets it. */
export type Keep<Value> = (next: Value | null | ((before: Value | null) => Value | null)) => void;

/**
 * What somebody has changed and not saved: it survives a reload, a refused save and the end of a session, in this tab, and is
 * shown to nobody else. Secrets do not belong here.
 *
 * `const [draft, keep] = useUnsaved<Policy>('delivery policy')`: null while nothing is changed, and to forget it.
 */
export function useUnsaved<Value>(subject: string): readonly [Value | null, Keep<Value>] {
  const me = useMe();
  const { tenantId } = useActingTenant();
  const key = `unsaved ${tenantId} ${me.user_id} ${subject}`;
  const [held, setHeld] = useState(() => ({ key, value: read<Value>(key) }));
  const now = held.key === key ? held : { key, value: read<Value>(key) };
  if (now !== held) setHeld(now);
  const latest = useRef(now);
  latest.current = now;
  const keep = useCallback<Keep<Value>>(
    (next) => {
      const before = latest.current.key === key ? latest.current.value : read<Value>(key);
      const value = isMaking<Value>(next) ? next(before) : next;
      if (latest.current.key === key) {
        latest.current = { key, value };
        setHeld(latest.current);
      }
      write(key, value);
    },
    [key],
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
