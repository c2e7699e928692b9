import { screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { isWhole, type Predicate, predicateOf, treeOf } from '@/parts/predicates/tree';
import { MARKETER, visit } from '@/testing/page';

const WRITER = { ...MARKETER, permissions: ['journey:read' as const, 'journey:write' as const] };
const GOLD: Predicate = { kind: 'attribute', attribute: 'tier', is: 'is', value: 'gold' };
const SEGMENT = {
  id: 'seg_1',
  version: 3,
  members: 42,
  refreshed_at: null,
  archived: false,
  definition: { name: 'Gold', description: '', for_bidding: false, members: { kind: 'rule', where: GOLD } },
};
const ESTIMATE = 'POST /api/v1/segments/estimate';
const answers = {
  'GET /api/v1/segments': () => [SEGMENT],
  'GET /api/v1/segments/seg_1': () => SEGMENT,
  'GET /api/v1/computed-properties': () => [],
  [ESTIMATE]: () => ({ people: 1000, looked_at: 1000, matched: 120, margin: 0, reachable: { email: 90 } }),
};

test('conditions come back as they were written', () => {
  const where: Predicate = {
    kind: 'any',
    of: [GOLD, { kind: 'not', of: { kind: 'any', of: [{ kind: 'in_segment', segment: 'seg_2' }] } }],
  };
  expect(predicateOf(treeOf(where))).toEqual(where);
  expect(predicateOf(treeOf(GOLD))).toEqual({ kind: 'all', of: [GOLD] });
  expect(isWhole(treeOf({ ...GOLD, value: '' }))).toBe(false);
});

test('a segment is made while its people are counted', async () => {
  const MAKE = 'POST /api/v1/segments';
  const { person, requests, router } = await visit('/segments/new', { ...answers, [MAKE]: () => SEGMENT }, WRITER);
  await person.type(await screen.findByRole('combobox', { name: 'Attribute' }), 'tier');
  await person.type(screen.getByRole('textbox', { name: 'Value' }), 'gold');
  await screen.findByText('120');
  screen.getByText('of 1,000 people fit these conditions');
  await person.type(screen.getByRole('textbox', { name: 'Name' }), 'Gold');
  await person.click(screen.getByRole('button', { name: 'Keep this segment' }));
  await waitFor(() => expect(router.state.location.pathname).toBe('/segments/seg_1'));
  expect(requests.find(({ call }) => call === ESTIMATE)?.body).toEqual({ where: { kind: 'all', of: [GOLD] } });
  expect(requests.find(({ call }) => call === MAKE)?.body).toMatchObject({
    name: 'Gold',
    members: { kind: 'rule', where: { kind: 'all', of: [GOLD] } },
  });
});

test('a condition that is still empty is not counted, and says why nothing can be kept', async () => {
  const { requests } = await visit('/segments/new', answers, WRITER);
  await screen.findByText('A condition is still empty.');
  expect(requests.some(({ call }) => call === ESTIMATE)).toBe(false);
});

test('segments are listed with how many people they have', async () => {
  await visit('/segments', answers, WRITER);
  const row = await screen.findByRole('row', { name: 'Gold' });
  expect(row.textContent).toContain('42');
});
