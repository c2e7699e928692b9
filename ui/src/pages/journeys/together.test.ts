import { expect, test } from 'vitest';
import type { Definition, Step } from './definition';
import { clashes, together } from './edit/together';

const wait = (minutes: number, more: object = {}): Step => ({ kind: 'wait', minutes, next: 'end', ...more });
const END: Step = { kind: 'exit' };
const drawn = (steps: Record<string, Step>, more: Partial<Definition> = {}): Definition => ({
  name: 'Welcome',
  trigger: { kind: 'api' },
  start: 'rest',
  steps: { end: END, ...steps },
  ...more,
});
const BASE = drawn({ rest: wait(60) });

test('what either changed is in both, down to the fields of a step', () => {
  const mine = drawn({ rest: wait(60, { note: 'Mine' }) }, { name: 'Hello' });
  const theirs = drawn({ rest: wait(120) }, { holdout_percent: 5 });
  expect(together(BASE, mine, theirs)).toEqual(
    drawn({ rest: wait(120, { note: 'Mine' }) }, { name: 'Hello', holdout_percent: 5 }),
  );
  expect(clashes(BASE, mine, theirs)).toEqual([]);
});

test('where both changed the same it is said, and mine holds', () => {
  const [mine, theirs] = [drawn({ rest: wait(90) }), drawn({ rest: wait(120) })];
  expect(together(BASE, mine, theirs)).toEqual(mine);
  expect(clashes(BASE, mine, theirs)).toEqual([
    { label: 'Wait: how long', mine: '1 hour 30 minutes', theirs: '2 hours' },
  ]);
});

test('a step that one took out stays where the other leads to it', () => {
  const later = wait(30);
  const base = drawn({ rest: wait(60, { next: 'later' }), later });
  const mine = drawn({ rest: wait(60, { next: 'later', note: 'Mine' }), later });
  const theirs = drawn({ rest: wait(60, { next: 'end' }) });
  expect(together(base, mine, theirs)).toEqual(drawn({ rest: wait(60, { next: 'end', note: 'Mine' }) }));
  const added = drawn({ rest: wait(60, { next: 'more' }), more: wait(5, { next: 'later' }), later });
  const without = drawn({ rest: wait(60, { next: 'later' }) }, { start: 'end' });
  expect(together(base, added, without).steps).toMatchObject({ more: wait(5, { next: 'later' }), later });
});

test('the order in which fields are written means nothing', () => {
  const same = drawn({ rest: { next: 'end', minutes: 60, kind: 'wait' } as Step });
  expect(clashes(BASE, drawn({ rest: wait(90) }), same)).toEqual([]);
});
