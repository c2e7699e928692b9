import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Campaign } from '@/api/types';
import { MARKETER, visit } from '@/testing/page';

const LIST = 'GET /api/v1/management/campaigns';
const VIEWS = 'GET /api/v1/workspace/views';

function campaign(id: string, changes: Partial<Campaign> = {}): Campaign {
  return {
    id,
    name: 'Spring sale',
    advertiser_domain: 'shop.example',
    stage: 'live',
    note: '',
    channel: 'paid_media',
    currency: 'USD',
    budget: '1250.00',
    daily_budget: null,
    time_zone: 'UTC',
    flight: { starts_at: '2027-03-01T00:00:00Z', ends_at: null },
    went_live_at: null,
    updated_at: '2027-03-01T00:00:00Z',
    ...changes,
  } as Campaign;
}

const page = (...items: Campaign[]) => ({ items, next_cursor: null });
const answers = {
  [LIST]: () => page(campaign('c1'), campaign('c2', { name: 'Last call', stage: 'draft' })),
  [VIEWS]: () => [],
};

test('a campaign is shown with where it stands and what it may spend', async () => {
  await visit('/campaigns', answers);
  const row = within(await screen.findByRole('row', { name: 'Spring sale' }));
  row.getByText('Live');
  row.getByText('$1,250.00');
});

test('money that nobody approved is not shown as if it were in force', async () => {
  const in_force = { currency: 'USD', budget: '5.00', daily_budget: null, under_review: true } as Campaign['in_force'];
  await visit('/campaigns', { ...answers, [LIST]: () => page(campaign('c1', { budget: '20000.00', in_force })) });
  const row = within(await screen.findByRole('row', { name: 'Spring sale' }));
  row.getByText('$5.00');
  row.getByText('$20,000.00 waits for approval');
  expect(row.queryByText('$20,000.00')).toBeNull();
});

test('a campaign without dates says since when it is live', async () => {
  const flight = { starts_at: null, ends_at: null };
  const went_live_at = '2027-03-04T10:00:00Z';
  await visit('/campaigns?columns=["starts"]', {
    ...answers,
    [LIST]: () =>
      page(campaign('c1', { flight, went_live_at }), campaign('c2', { name: 'Draft', stage: 'draft', flight })),
  });
  const row = within(await screen.findByRole('row', { name: 'Spring sale' }));
  row.getByText(/Since/);
  row.getByText(/Mar 4/);
  within(screen.getByRole('row', { name: 'Draft' })).getByText('When it goes live');
});

test('a filter narrows the list and stays in the address', async () => {
  const { person, requests, router } = await visit('/campaigns?stage=["live"]', answers);
  await screen.findByRole('row', { name: 'Spring sale' });
  await person.type(screen.getByRole('textbox', { name: 'Name or advertiser' }), 'shop');
  await waitFor(() => expect(router.state.location.search).toEqual({ stage: ['live'], q: 'shop' }));
  await waitFor(() => {
    const asked = requests.filter(({ call }) => call === LIST).at(-1);
    expect([asked?.query.get('q'), asked?.query.getAll('stage')]).toEqual(['shop', ['live']]);
  });
});

test('an action on many is looked at, then carried out, and says what became of each', async () => {
  const bulk = 'POST /api/v1/workflows/campaigns/actions/pause';
  const paused = { campaign_id: 'c1', name: 'Spring sale', ok: true, stage: 'live', message: '', remedy: null };
  const refused = { ...paused, campaign_id: 'c2', name: 'Last call', ok: false, message: 'a draft cannot pause' };
  const answer = { action: 'pause', done: 1, refused: 1, items: [paused, refused] };
  const { person, requests } = await visit('/campaigns', { ...answers, [bulk]: () => answer });
  await person.click(await screen.findByRole('checkbox', { name: 'Pick all 2 shown' }));
  await person.click(await screen.findByRole('button', { name: 'Pause' }));
  await screen.findByText(/A draft cannot pause/);
  await person.click(screen.getByRole('button', { name: 'Pause 1 campaign' }));
  await screen.findByText('1 campaign was paused; 1 could not be.');
  expect(requests.filter(({ call }) => call === bulk).map(({ body }) => body)).toEqual([
    { campaign_ids: ['c1', 'c2'], preview: true },
    { campaign_ids: ['c1', 'c2'], comment: '' },
  ]);
});

test('whoever only reads is offered nothing to do', async () => {
  await visit('/campaigns', answers, { ...MARKETER, roles: ['viewer'], permissions: ['campaign:read'] });
  await screen.findByRole('row', { name: 'Spring sale' });
  expect(screen.queryByRole('checkbox')).toBeNull();
});

test('a list without matches says how to get out of it', async () => {
  const { person, router } = await visit('/campaigns?q=zebra', { ...answers, [LIST]: () => page() });
  await person.click(await screen.findByRole('button', { name: 'Show all campaigns' }));
  await waitFor(() => expect(router.state.location.search).toEqual({}));
});

test('a refusal says what to do about it', async () => {
  await visit('/campaigns', {});
  await screen.findByRole('heading', { name: 'There is no such thing' });
});
