/** What is written over a draft that somebody else may change meanwhile. */
import type { Definition } from '../definition';
import type { Whole } from '../queries';

export interface Over {
  /** The revision that was read, and what it said. */
  revision: number;
  read: Definition;
  said: Definition;
}

const NAMES: Record<keyof Definition, string> = {
  name: 'the name',
  channel: 'the channel',
  purpose: 'what it is for',
  audience: 'to whom it goes',
  variants: 'the message',
  test: 'the test',
  local_time: 'the hour',
  best_time: 'the hour',
  per_minute: 'the speed',
  guard: 'when it pauses by itself',
  holdout_percent: 'who is held out',
  priority: 'the priority',
  variables: 'its values',
};

/** What says something else than before, in words. */
export function changedParts(before: Definition, now: Definition): string[] {
  return [...new Set(changed(before, now).map((name) => NAMES[name]))];
}

/** What is new as it is now, and what was changed here as it was changed. */
export function merged({ read, said }: Over, { revision, definition }: Pick<Whole, 'revision' | 'definition'>): Over {
  const mine = Object.fromEntries(changed(read, said).map((name) => [name, said[name]]));
  return { revision, read: definition, said: { ...definition, ...mine } };
}

function changed(before: Definition, now: Definition): (keyof Definition)[] {
  const names = Object.keys(NAMES) as (keyof Definition)[];
  return names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(now[name]));
}
