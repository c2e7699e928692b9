import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Me } from '@/api/types';
import { type Answers, MARKETER, visit } from '@/testing/page';
import { greeting } from './words';

const ANALYST: Me = { ...MARKETER, permissions: [...MARKETER.permissions, 'analytics:read'] };
const SOON = new Date(Date.now() + 3_600_000).toISOString();
const BEFORE = '2027-01-01T00:00:00Z';

const digest = {
  day: '2027-03-01',
  would_be_sent: true,
  waiting: [{ campaign_id: 'c1', name: 'Cold brew', progress: '0 of 2 director approvals' }],
  troubles: [{ campaign_id: 'c2', name: 'Spring sale', text: 'its budget is spent', remedy: 'Raise the budget.' }],
  going_out: [{ kind: 'broadcast', id: 'b1', name: 'Sunday letter', at: SOON, size: 'all 12 people' }],
  mentions: [],
  budget_alerts: [],
  others: [],
  subject: '',
  text: '',
  html: '',
  last: null,
};
const live = { id: 'c2', name: 'Spring sale', currency: 'USD', budget: '1250.00', updated_at: BEFORE };
const draft = { ...live, id: 'c3', name: 'Night owls', budget: '780.00' };
const mention = {
  id: 'n1',
  kind: 'mention',
  subject_id: 'c2',
  title: 'Ada mentioned you',
  text: 'Is that agreed?',
  at: BEFORE,
  read_at: null,
};
const answers: Answers = {
  'GET /api/v1/notifications/digest': () => digest,
  'GET /api/v1/notifications': () => ({ items: [mention], next_cursor: null, unread: 1 }),
  'GET /api/v1/management/campaigns': ({ query }) => ({
    items: query.get('stage') === 'live' ? [live] : [draft],
    next_cursor: null,
  }),
  'GET /api/v1/workspace/launches': () => ({ items: [], next_cursor: null }),
  'GET /api/v1/management/campaigns/c2/budget': () => ({
    campaign_id: 'c2',
    budget: '1250.00',
    confirmed: '300.00',
    in_flight: '1.50',
    pace: { status: 'behind', amount: '400.00', planned: '200.00', confirmed: '100.00' },
  }),
  'GET /api/v1/reports/campaigns': () => ({
    items: [{ campaign_id: 'c2', bids: 5_000, billed_impressions: 1_200 }],
  }),
};

test('news leads to what it is about', async () => {
  const { person, router } = await visit('/', answers);
  await person.click(await screen.findByRole('link', { name: /Ada mentioned you/ }));
  await waitFor(() => expect(router.state.location.pathname).toBe('/campaigns/c2'));
});

test('what has nothing but a name yet is among the drafts, and is taken up where it was left', async () => {
  const begun = { id: 'l1', stage: null, brief: { name: 'Winter coats' }, updated_at: '2027-06-01T00:00:00Z' };
  const { person, router } = await visit('/', {
    ...answers,
    'GET /api/v1/workspace/launches': () => ({
      items: [{ ...begun, id: 'l2', stage: 'live' }, begun],
      next_cursor: null,
    }),
  });
  const drafts = within(await screen.findByRole('region', { name: 'Recent drafts' }));
  const lines = await drafts.findAllByRole('link');
  expect(lines.map(({ textContent }) => textContent)).toEqual([
    expect.stringContaining('Winter coats'),
    expect.stringContaining('Night owls'),
  ]);
  await person.click(lines[0] as HTMLElement);
  await waitFor(() => expect(router.state.location.href).toBe('/campaigns/new?launch=l1'));
});

test('whoever may write no campaign is shown no beginnings of one', async () => {
  const { requests } = await visit('/', answers, { ...MARKETER, permissions: ['campaign:read'] });
  await screen.findByText('Night owls');
  expect(requests.filter(({ call }) => call.includes('/workspace/launches'))).toEqual([]);
});

test('a review that waits stands among what waits, and not among the news as well', async () => {
  const { requests } = await visit('/', answers);
  await screen.findByText('Ada mentioned you');
  const asked = requests.filter(({ call, query }) => call === 'GET /api/v1/notifications' && query.has('unread'));
  expect(asked.map(({ query }) => query.getAll('but'))).toEqual([['review_waits']]);
});

test('what needs somebody is said in a sentence, then shown by its kind', async () => {
  await visit('/', answers, ANALYST);
  await screen.findByText(
    'One review waits for you, one live campaign has a problem and one thing goes out within a day.',
  );
  const panel = (name: string) => within(screen.getByRole('region', { name }));
  panel('Waiting for you').getByRole('link', { name: /Cold brew/ });
  panel('Live with problems').getByText(/Its budget is spent/);
  panel('In the next 24 hours').getByText(/A broadcast goes out: all 12 people/);
  await panel('Recent drafts').findByText('Night owls');
  await panel('Mentions and alerts').findByText('Ada mentioned you');
});

test('what is on air is shown with the money and the impressions of now', async () => {
  await visit('/', answers, ANALYST);
  const row = within(await screen.findByRole('row', { name: /Spring sale/ }));
  await row.findByText('Behind plan');
  row.getByText('$100.00');
  await row.findByText('1,200');
});

test('without a plan, what was spent is held against the whole budget', async () => {
  await visit('/', {
    ...answers,
    'GET /api/v1/management/campaigns/c2/budget': () => ({
      campaign_id: 'c2',
      budget: '1250.00',
      confirmed: '300.00',
      in_flight: '0.00',
      pace: { status: 'unpaced', amount: '0.00', planned: '0.00', confirmed: '0.00' },
    }),
  });
  const row = within(await screen.findByRole('row', { name: /Spring sale/ }));
  expect((await row.findByText('Spends as it can')).parentElement?.textContent).toContain('$300.00 of $1,250.00');
});

test('a quiet day says so, and whoever reads no reports misses no column', async () => {
  const nothing = { items: [], next_cursor: null, unread: 0 };
  const { requests } = await visit('/', {
    'GET /api/v1/notifications/digest': () => ({ ...digest, waiting: [], troubles: [], going_out: [] }),
    'GET /api/v1/notifications': () => nothing,
    'GET /api/v1/management/campaigns': () => nothing,
    'GET /api/v1/workspace/launches': () => nothing,
  });
  await screen.findByText('No review waits for you, and nothing starts or waits to go out within a day.');
  screen.getByText('Nothing starts, and no message waits to go.');
  screen.getByText(/Whether bid requests reach a campaign is not looked at here/);
  await screen.findByText('Nothing is live.');
  expect(requests.filter(({ call }) => call.includes('/reports/'))).toEqual([]);
});

test.each([
  [8, 'Good morning, Milo'],
  [13, 'Good afternoon, Milo'],
  [22, 'Good evening, Milo'],
])('at %i it says %s', (hour, said) => {
  expect(greeting('Milo Serra', hour)).toBe(said);
});
