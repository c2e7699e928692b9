/** What somebody writes over what was read: neither leaving nor another's change meanwhile loses anything of it. */
import { useEffect } from 'react';
import { KEPT, useLeaving } from './useLeaving';
import { useUnsaved } from './useUnsaved';

/** A field that was changed here and, since then, by somebody else. */
export interface Contest {
  name: string;
  mine: unknown;
  theirs: unknown;
}

export interface Written<Fields> {
  /** What the form shows: what was written here, and all else as it is now. */
  said: Fields;
  change: (more: Partial<Fields>) => void;
  /** What is different from what is kept. */
  changes: Partial<Fields>;
  isChanged: boolean;
  contests: Contest[];
  /** Keeps what was written here, over what somebody else wrote: in one field, or in all. */
  insist: (name?: string) => void;
  /** Forgets what was changed here: in one field, or in all. */
  undo: (name?: string) => void;
  /** What was sent is kept now; what was written since then stays. */
  settle: (sent: Partial<Fields>) => void;
}

interface Mine {
  value: unknown;
  /** What it was written over. */
  over: unknown;
}
type Own = Record<string, Mine>;

/**
 * `now` is what the API has, or what a new one begins with; it may change while somebody writes. `subject` names what is
 * written, for this tab to keep it until it is saved: after a reload, elsewhere, and through the end of a session.
 */
export function useWritten<Fields extends object>(now: Fields, subject: string, isMoving = false): Written<Fields> {
  const [mine, keep] = useUnsaved<Own>(subject, isMoving);
  const current = now as Record<string, unknown>;
  const own = Object.entries(mine ?? {}).filter(([name, { value }]) => !isSame(value, current[name]));
  const changes = Object.fromEntries(own.map(([name, { value }]) => [name, value])) as Partial<Fields>;
  const isChanged = own.length > 0;
  const hasMore = mine !== null && own.length < Object.keys(mine).length;
  useLeaving(isChanged, KEPT);
  useEffect(() => {
    if (hasMore) keep((all) => among(all, (name, { value }) => !isSame(value, current[name])));
  }, [hasMore, keep, current]);
  return {
    said: { ...now, ...changes },
    change: (more) =>
      keep((before) => {
        const next = { ...before };
        for (const [name, value] of Object.entries(more)) {
          const was = before?.[name];
          const isOver = was !== undefined && !isSame(was.value, current[name]);
          next[name] = { value, over: isOver ? was.over : current[name] };
        }
        return next;
      }),
    changes,
    isChanged,
    contests: own
      .filter(([name, { over }]) => !isSame(over, current[name]))
      .map(([name, { value }]) => ({ name, mine: value, theirs: current[name] })),
    insist: (only) =>
      keep(
        (before) =>
          before &&
          Object.fromEntries(
            Object.entries(before).map(([name, one]) => [
              name,
              only === undefined || only === name ? { ...one, over: current[name] } : one,
            ]),
          ),
      ),
    undo: (only) => keep((before) => among(before, (name) => only !== undefined && only !== name)),
    settle: (sent) =>
      keep((before) =>
        among(before, (name, { value }) => !(name in sent && isSame(value, sent[name as keyof Fields]))),
      ),
  };
}

function among(own: Own | null, stays: (name: string, mine: Mine) => boolean): Own | null {
  const left = Object.entries(own ?? {}).filter(([name, mine]) => stays(name, mine));
  return left.length > 0 ? Object.fromEntries(left) : null;
}

/** As it is kept: what is not said and what is undefined are one. */
function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}
