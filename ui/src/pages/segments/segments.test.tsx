import { act, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
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

beforeEach(() => sessionStorage.clear());

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

test('a segment that was begun is asked about on leaving, and is there again', async () => {
  const asks = vi.fn().mockReturnValueOnce(false).mockReturnValueOnce(true);
  vi.stubGlobal('confirm', asks);
  const { person, router } = await visit('/segments/new', answers, WRITER);
  const name = () => screen.findByRole<HTMLInputElement>('textbox', { name: 'Name' });
  await person.type(await name(), 'Gold');
  await person.type(screen.getByRole('textbox', { name: 'Value' }), 'gold');
  const leave = async () => person.click(within(screen.getByRole('main')).getByRole('link', { name: 'Segments' }));
  await leave();
  expect(asks).toHaveBeenCalledOnce();
  expect(router.state.location.pathname).toBe('/segments/new');
  await leave();
  await waitFor(() => expect(router.state.location.pathname).toBe('/segments'));
  await screen.findByRole('row', { name: 'Gold' });
  await act(() => router.navigate({ to: '/segments/new' }));
  expect((await name()).value).toBe('Gold');
  expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Value' }).value).toBe('gold');
  await person.click(screen.getByRole('button', { name: 'Begin anew' }));
  expect((await name()).value).toBe('');
});

test('what is typed into a segment stays when a colleague saves it, and where both changed the same one chooses', async () => {
  let now = { ...SEGMENT, updated_at: '2027-02-01T09:00:00Z' };
  const SAVE = 'PUT /api/v1/segments/seg_1';
  const { person, requests } = await visit(
    '/segments/seg_1',
    {
      ...answers,
      'GET /api/v1/segments/seg_1': () => now,
      [SAVE]: () => {
        if (now.version === 4) return now;
        const theirs = { ...SEGMENT.definition, name: 'Golden', description: 'Theirs' };
        now = { ...now, version: 4, definition: theirs };
        return Response.json({ error: { code: 'conflict', message: 'somebody was faster' } }, { status: 409 });
      },
    },
    WRITER,
  );
  const name = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Name' });
  await person.type(name, ' club');
  await person.clear(screen.getByRole('textbox', { name: 'Value' }));
  await person.type(screen.getByRole('textbox', { name: 'Value' }), 'silver');
  await person.click(screen.getByRole('button', { name: 'Save' }));
  const contest = await screen.findByText('Somebody else has changed the same');
  expect(contest.closest('[role=alert]')?.textContent).toMatch(/Name.*Theirs: Golden.*Yours: Gold club/);
  expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Description' }).value).toBe('Theirs');
  expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Value' }).value).toBe('silver');
  await person.click(screen.getByRole('button', { name: 'Take theirs: Name' }));
  await person.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(requests.filter(({ call }) => call === SAVE)).toHaveLength(2));
  const where = { kind: 'all', of: [{ ...GOLD, value: 'silver' }] };
  expect(requests.filter(({ call }) => call === SAVE).at(-1)?.body).toMatchObject({
    name: 'Golden',
    description: 'Theirs',
    members: { kind: 'rule', where },
  });
});

test('segments are listed with how many people they have', async () => {
  await visit('/segments', answers, WRITER);
  const row = await screen.findByRole('row', { name: 'Gold' });
  expect(row.textContent).toContain('42');
});

test('how often somebody did it stays as typed where it is no whole number, and is kept by nobody', async () => {
  const where: Predicate = { kind: 'did', event: 'order_placed', at_least: 2, within_minutes: 43_200 };
  const one = { ...SEGMENT, definition: { ...SEGMENT.definition, members: { kind: 'rule', where } } };
  const { person } = await visit('/segments/seg_1', { ...answers, 'GET /api/v1/segments/seg_1': () => one }, WRITER);
  await person.type(await screen.findByRole('textbox', { name: 'Name' }), '!');
  const times = screen.getByLabelText<HTMLInputElement>('Times');
  await person.clear(times);
  await person.type(times, '1,5');
  await person.tab();
  screen.getByText('Not taken: write a whole number from 1 to 10000');
  expect(times.value).toBe('1,5');
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Save' }).disabled).toBe(true);
  await person.click(screen.getByRole('button', { name: 'Undo my changes' }));
  expect(screen.getByLabelText<HTMLInputElement>('Times').value).toBe('2');
});
