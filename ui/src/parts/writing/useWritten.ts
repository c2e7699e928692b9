/** What somebody writes over what was read: neither leaving nor another's change meanwhile loses anything of it. */
import { useBlocker } from '@tanstack/react-router';
import { useState } from 'react';

export interface Written<Fields> {
  /** What the form shows: what was written here, and all else as it is now. */
  said: Fields;
  change: (more: Partial<Fields>) => void;
  /** What is different from what is kept. */
  changes: Partial<Fields>;
  isChanged: boolean;
  /** What was changed here and, since then, by somebody else. */
  contested: string[];
  /** Keeps what was written here, over what somebody else wrote. */
  insist: () => void;
  /** Forgets what was changed here. */
  undo: () => void;
}

interface Mine {
  value: unknown;
  /** What it was written over. */
  over: unknown;
}

/** `now` is what the API has; it may change while somebody writes. */
export function useWritten<Fields extends object>(now: Fields): Written<Fields> {
  const [mine, setMine] = useState<Partial<Record<keyof Fields, Mine>>>({});
  const own = (Object.entries(mine) as [keyof Fields, Mine][]).filter(([name, { value }]) => !isSame(value, now[name]));
  const changes = Object.fromEntries(own.map(([name, { value }]) => [name, value])) as Partial<Fields>;
  const isChanged = own.length > 0;
  useBlocker({
    shouldBlockFn: () => isChanged && !window.confirm('Leave without saving what you changed?'),
    enableBeforeUnload: () => isChanged,
  });
  return {
    said: { ...now, ...changes },
    change: (more) =>
      setMine((before) => {
        const next = { ...before };
        for (const name of Object.keys(more) as (keyof Fields)[]) {
          next[name] = { value: more[name], over: name in changes ? before[name]?.over : now[name] };
        }
        return next;
      }),
    changes,
    isChanged,
    contested: own.filter(([name, { over }]) => !isSame(over, now[name])).map(([name]) => String(name)),
    insist: () =>
      setMine((before) => {
        const next = { ...before };
        for (const [name, { value }] of own) next[name] = { value, over: now[name] };
        return next;
      }),
    undo: () => setMine({}),
  };
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
