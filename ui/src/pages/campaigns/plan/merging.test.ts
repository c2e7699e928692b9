import { expect, test } from 'vitest';
import {
  contestedOf,
  leftOf,
  patchOfFields,
  settle,
  takeIn,
  takenUp,
  unsaved,
  type Written,
  withFields,
} from './merging';
import { NOTHING, type Said } from './said';

const FIRST: Said = {
  ...NOTHING,
  brief: { ...NOTHING.brief, name: 'Spring sale' },
  audience: { targeting: { countries: ['DEU'] }, caps: null },
};
const begun: Written = takenUp(FIRST, null);
const saying = (said: Said, fields: Record<string, unknown>) => withFields(said, new Map(Object.entries(fields)));

test('what others say is on the page where nothing was written here, and mine stays to be saved', () => {
  const mine = {
    ...begun,
    said: saying(FIRST, { 'brief.objective': 'Fill the shops', 'audience.targeting.languages': ['de'] }),
  };
  const merged = takeIn(mine, saying(FIRST, { 'brief.name': 'Spring', 'audience.targeting.countries': ['AUT'] }));
  expect(merged.said.brief).toMatchObject({ name: 'Spring', objective: 'Fill the shops' });
  expect(merged.said.audience.targeting).toEqual({ countries: ['AUT'], languages: ['de'] });
  expect(unsaved(merged)).toEqual(['brief.objective', 'audience.targeting.languages']);
  expect(contestedOf(merged)).toEqual([]);
  expect(patchOfFields(merged.said, unsaved(merged).slice(1))).toEqual({ targeting: { languages: ['de'] } });
});

test('a field that both changed is contested until somebody says whose words stay', () => {
  const mine = { ...begun, said: saying(FIRST, { 'brief.name': 'Mine' }) };
  const merged = takeIn(mine, saying(FIRST, { 'brief.name': 'Theirs' }));
  expect([merged.said.brief.name, contestedOf(merged)]).toEqual(['Mine', ['brief.name']]);
  const kept = settle(merged, 'brief.name', 'mine');
  expect([kept.said.brief.name, contestedOf(kept), unsaved(kept)]).toEqual(['Mine', [], ['brief.name']]);
  const taken = settle(merged, 'brief.name', 'theirs');
  expect([taken.said.brief.name, contestedOf(taken), unsaved(taken)]).toEqual(['Theirs', [], []]);
});

test('both saying the same is no conflict', () => {
  const mine = { ...begun, said: saying(FIRST, { 'brief.name': 'Ours' }) };
  const merged = takeIn(mine, saying(FIRST, { 'brief.name': 'Ours' }));
  expect([contestedOf(merged), unsaved(merged)]).toEqual([[], []]);
});

test("the API's own spelling of what was saved is not somebody else's change", () => {
  const sent = saying(FIRST, { 'budget.total': '500' });
  const merged = takeIn({ ...begun, said: sent, kept: sent }, saying(FIRST, { 'budget.total': '500.00' }), [
    'budget.total',
  ]);
  expect([merged.said.budget.total, unsaved(merged)]).toEqual(['500', []]);
  expect(takeIn(merged, saying(FIRST, { 'budget.total': '500.00' })).said.budget.total).toBe('500');
});

test('what a tab kept is taken up again over what is said by now, and written over nothing that others changed', () => {
  const left = leftOf({ ...begun, said: saying(FIRST, { 'brief.name': 'Mine', 'budget.total': '900' }) });
  const again = takenUp(saying(FIRST, { 'brief.name': 'Theirs' }), JSON.parse(JSON.stringify(left)));
  expect([unsaved(again), contestedOf(again)]).toEqual([['brief.name', 'budget.total'], ['brief.name']]);
});

test('what is no longer said of the audience is taken back', () => {
  const said = saying(FIRST, { 'audience.targeting.countries': undefined });
  expect(patchOfFields(said, unsaved({ ...begun, said }))).toEqual({ targeting: { countries: null } });
});
