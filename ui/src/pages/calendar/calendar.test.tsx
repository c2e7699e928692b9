import { screen, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Answers, MARKETER, visit } from '@/testing/page';

const ME = { ...MARKETER, permissions: [...MARKETER.permissions, 'journey:read', 'journey:write'] } as typeof MARKETER;

function entry(id: string, name: string, more: object = {}) {
  const one = {
    ...{ kind: 'campaign', id, name, channels: ['paid_media'], stage: 'scheduled', time_zone: 'UTC' },
    ...{ starts_at: '2027-03-08T06:00:00Z', ends_at: '2027-03-13T06:00:00Z' },
    ...more,
  };
  return { runs_from: one.starts_at, runs_to: one.ends_at, ...one };
}

const RAIN = entry('cmp_1', 'Rainy days');
const EASTER = entry('cmp_2', 'Easter');
const LIVE = entry('cmp_3', 'Night owls', { stage: 'live', starts_at: '2027-02-20T06:00:00Z' });
const NEWS = entry('brd_1', 'Sunday letter', {
  ...{ kind: 'broadcast', channels: ['email'], time_zone: null, stage: 'scheduled' },
  ...{ starts_at: '2027-03-10T09:00:00Z', ends_at: '2027-03-11T09:00:00Z' },
});
const WELCOME = entry('jrn_1', 'Welcome', { kind: 'journey', starts_at: null, ends_at: null, time_zone: null });
const FAIR = {
  ...{ id: 'blk_1', name: 'Trade fair', first_day: '2027-03-10', last_day: '2027-03-10', time_zone: 'UTC' },
  ...{ channels: ['email'], created_by: 'usr_milo' },
};

function conflict(kind: string, entry_ids: string[], shared: string[]) {
  return {
    ...{ kind, entry_ids, shared, from_at: '2027-03-10T00:00:00Z', to_at: '2027-03-11T00:00:00Z' },
    ...{ text: 'as the API says it', remedy: 'Move one of them.' },
  };
}

function answers(more: Answers = {}): Answers {
  return {
    'GET /api/v1/workspace/calendar': () => ({
      entries: [RAIN, EASTER, LIVE, NEWS, WELCOME],
      conflicts: [
        conflict('overlapping_budgets', ['cmp_1', 'cmp_2'], ['shop.example in EUR']),
        conflict('overlapping_budgets', ['cmp_1', 'cmp_3'], ['shop.example in EUR']),
        conflict('blackout', ['brd_1'], ['blk_1']),
      ],
      is_complete: true,
    }),
    'GET /api/v1/workflows/calendar': () => ({
      items: ['cmp_1', 'cmp_2', 'cmp_3'].map((campaign_id) => ({ campaign_id, budget: '100.10', currency: 'EUR' })),
      next_cursor: null,
    }),
    'GET /api/v1/workspace/blackouts': () => [FAIR],
    'GET /api/v1/workspace/launches': () => ({ items: [], next_cursor: null }),
    'GET /api/v1/segments': () => [],
    'GET /api/v1/workspace/colleagues': () => ({ items: [{ id: 'usr_milo', name: 'Milo Serra' }] }),
    'GET /api/v1/management/campaigns/cmp_1': () => ({ ...RAIN, revision: 4 }),
    ...more,
  };
}

/** Where it stands in the first of its weeks. */
async function bar(name: string): Promise<HTMLElement> {
  const [first] = await screen.findAllByRole('button', { name: new RegExp(`^${name}: `) });
  return first as HTMLElement;
}

const MARCH = '/calendar?at=2027-03-01';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2027-03-01T10:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
  sessionStorage.clear();
});

test('what gets in each other’s way is said in words, once for all that meet in the same', async () => {
  await visit(MARCH, answers(), ME);
  const conflicts = await screen.findByRole('region', { name: 'Conflicts' });
  expect(await within(conflicts).findByText(/€300.30 together/)).toBeTruthy();
  expect(within(conflicts).getAllByRole('listitem')).toHaveLength(2);
  expect(within(conflicts).getByText(/runs on days that are kept free: Trade fair/)).toBeTruthy();
  expect(screen.getByRole('button', { name: /^Sunday letter: broadcast, scheduled, .*one conflict$/ })).toBeTruthy();
  expect(screen.getByRole('region', { name: 'Always on' }).textContent).toContain('Welcome');
});

test('a campaign is picked up, carried by the arrow keys and put down where it is confirmed', async () => {
  const { person, requests } = await visit(
    MARCH,
    answers({ 'PATCH /api/v1/management/campaigns/cmp_1': () => ({ ...RAIN, needs_review: true }) }),
    ME,
  );
  (await bar('Rainy days')).focus();
  await person.keyboard('m{ArrowRight}{ArrowDown}{Enter}');
  const dialogue = await screen.findByRole('dialog', { name: 'Move Rainy days?' });
  await person.click(within(dialogue).getByRole('button', { name: 'Move it' }));
  await screen.findByText('Rainy days was moved. It runs then once a review has approved it.');
  expect(requests.find(({ call }) => call.startsWith('PATCH'))?.body).toEqual({
    starts_at: '2027-03-16T06:00:00.000Z',
    ends_at: '2027-03-21T06:00:00.000Z',
  });
});

test('what has begun stays where it is, and why is said; Escape puts back what was picked up', async () => {
  const { person, requests } = await visit(MARCH, answers(), ME);
  (await bar('Night owls')).focus();
  await person.keyboard('m');
  expect(await screen.findByRole('alert')).toHaveProperty('textContent', expect.stringContaining('It has begun'));
  (await bar('Rainy days')).focus();
  await person.keyboard('m{ArrowRight}{Escape}');
  expect(await screen.findByText('Rainy days is back where it was.')).toBeTruthy();
  await person.keyboard('m{ArrowUp}{ArrowUp}{Enter}');
  expect(await screen.findByRole('alert')).toHaveProperty('textContent', expect.stringContaining('That day is over'));
  expect(requests.some(({ call }) => call.startsWith('PATCH'))).toBe(false);
});

const OPEN = { starts_at: null, ends_at: null, runs_to: null };

test('what went live without dates stands from that day on, and is said to have begun then', async () => {
  const since = entry('cmp_4', 'Loyalty', { ...OPEN, stage: 'live', runs_from: '2027-03-16T12:00:00Z' });
  const { person } = await visit(
    '/calendar?at=2027-03-01',
    answers({ 'GET /api/v1/workspace/calendar': () => ({ entries: [since], conflicts: [], is_complete: true }) }),
    ME,
  );
  const week = await screen.findByRole('region', { name: /^Week of Monday, March 15/ });
  await person.click(within(week).getByRole('button', { name: /^Loyalty: campaign, live, from Mar 16 on/ }));
  const before = screen.getByRole('region', { name: /^Week of Monday, March 8/, hidden: true });
  expect(within(before).queryByText('Loyalty')).toBeNull();
  const drawer = await screen.findByRole('dialog', { name: 'Loyalty' });
  within(drawer).getByText(/It has begun/);
  expect(drawer.querySelector('time')?.getAttribute('dateTime')).toBe('2027-03-16T12:00:00Z');
});

test('the list begins today, and Earlier leads to what was before in the month', async () => {
  vi.setSystemTime(new Date('2027-03-09T10:00:00Z'));
  const { person, requests } = await visit('/calendar?view=list', answers(), ME);
  const [first] = within(await screen.findByRole('list', { name: 'Day by day' })).getAllByRole('heading');
  expect(first?.textContent).toBe('Tuesday, March 9, today');
  await person.click(screen.getByRole('button', { name: 'Earlier' }));
  await screen.findByRole('heading', { name: 'Monday, March 1' });
  const asked = requests.filter(({ call }) => call === 'GET /api/v1/workspace/calendar');
  expect(asked.map(({ query }) => query.get('from')?.slice(0, 10))).toEqual(['2027-03-09', '2027-03-01']);
});

test('a move that somebody else was faster with is refused, and it goes back', async () => {
  const moved = { ...RAIN, revision: 5, starts_at: '2027-03-09T06:00:00Z' };
  const { person } = await visit(MARCH, answers({ 'GET /api/v1/management/campaigns/cmp_1': () => moved }), ME);
  (await bar('Rainy days')).focus();
  await person.keyboard('m{ArrowRight}{Enter}');
  const dialogue = await screen.findByRole('dialog', { name: 'Move Rainy days?' });
  await person.click(within(dialogue).getByRole('button', { name: 'Move it' }));
  expect(await within(dialogue).findByText('Somebody else moved it meanwhile')).toBeTruthy();
  expect(within(dialogue).getByText('It is back where it was.')).toBeTruthy();
});

test('a broadcast is scheduled anew for another day, and days kept free are named before', async () => {
  const { person, requests } = await visit(
    `${MARCH}&view=week`,
    answers({
      'POST /api/v1/broadcasts/brd_1/actions/schedule': () => ({ stage: 'scheduled', allowed: [], effect: '' }),
    }),
    ME,
  );
  await person.click(await screen.findByRole('button', { name: 'Later' }));
  await person.click(await bar('Sunday letter'));
  const drawer = await screen.findByRole('dialog', { name: 'Sunday letter' });
  expect(within(drawer).getByText(/runs on days that are kept free/)).toBeTruthy();
  await person.click(within(drawer).getByRole('button', { name: 'Move by the arrow keys' }));
  await person.keyboard('{ArrowRight}{Enter}');
  await person.click(await screen.findByRole('button', { name: 'Move it' }));
  await screen.findByText('Sunday letter was moved.');
  const scheduled = requests.find(({ call }) => call.endsWith('/schedule'))?.body as { starts_at: string };
  expect(scheduled.starts_at).toBe('2027-03-11T09:00:00.000Z');
});

test('days are kept free, and given back', async () => {
  const { person, requests } = await visit(
    '/calendar/free-days',
    answers({
      'POST /api/v1/workspace/blackouts': () => FAIR,
      'DELETE /api/v1/workspace/blackouts/blk_1': () => null,
    }),
    ME,
  );
  await person.type(await screen.findByRole('textbox', { name: /^What for/ }), 'Freeze');
  await person.click(screen.getByRole('button', { name: 'Keep them free' }));
  await screen.findByText(/Freeze is kept free/);
  expect(requests.find(({ call }) => call.startsWith('POST /api/v1/workspace'))?.body).toMatchObject({
    name: 'Freeze',
    first_day: '2027-03-01',
    channels: [],
  });
  await person.click(await screen.findByRole('button', { name: 'Give Trade fair back' }));
  await person.click(await screen.findByRole('button', { name: 'Give it back' }));
  await screen.findByText('Trade fair is kept free no more.');
});
