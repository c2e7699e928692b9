import { expect, test } from 'vitest';
import type { Definition, Step } from '../definition';
import { DOOR } from '../one/graph';
import { copied, inserted, pasted, without } from './operations';

const end: Step = { kind: 'exit' };
const wait = (next: string): Step => ({ kind: 'wait', minutes: 60, next });
const split = (one: string, other: string): Step => ({
  kind: 'split',
  arms: [
    { name: 'A', weight: 1, next: one },
    { name: 'B', weight: 1, next: other },
  ],
});
const journey = (steps: Record<string, Step>): Definition => ({
  name: 'Welcome',
  trigger: { kind: 'api' },
  start: Object.keys(steps)[0] ?? '',
  steps,
});

test('a step that is put into a line leads on to where the line led', () => {
  const [grown, name] = inserted(journey({ rest: wait('end'), end }), 'rest', 'next', 'send_email');
  expect([grown.steps.rest, grown.steps[name]]).toMatchObject([{ next: 'email' }, { kind: 'send_email', next: 'end' }]);
});

test('a step that is put in where one of its kind was taken out is not the one people stand at', () => {
  const live = journey({ wait: wait('end'), end });
  const [, name] = inserted(without(live, 'wait'), DOOR, 'start', 'wait', live.steps);
  expect(name).toBe('wait_2');
});

test('a branch for new people goes where all went before', () => {
  const [grown, name] = inserted(journey({ rest: wait('end'), end }), 'rest', 'next', 'split');
  expect(grown.steps[name]).toMatchObject({ arms: [{ next: 'end' }, { next: 'end' }] });
});

test('a step that is taken away takes with it what only it led to', () => {
  const before = journey({ fork: split('left', 'right'), left: wait('end'), right: wait('end'), end });
  const after = without(before, 'fork');
  expect([after.start, Object.keys(after.steps)]).toEqual(['left', ['left', 'end']]);
});

test('the last end stays', () => {
  const before = journey({ rest: wait('end'), end });
  expect(without(before, 'end')).toBe(before);
});

test('a copied branch has what is reached through it alone, and goes on where it is put', () => {
  const before = journey({
    fork: split('left', 'right'),
    left: wait('more'),
    more: wait('end'),
    right: wait('end'),
    end,
  });
  const branch = copied(before, 'left');
  expect(Object.keys(branch.steps)).toEqual(['left', 'more']);
  const [after, first] = pasted(before, 'right', 'next', branch);
  expect([after.steps.right, after.steps[first], after.steps.more_2]).toMatchObject([
    { next: 'left_2' },
    { next: 'more_2' },
    { next: 'end' },
  ]);
});
