import { screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Campaign } from '@/api/types';
import { visit } from '@/testing/page';
import { NOTHING, patchOf, saidOfCampaign } from './said';

const PATH = '/api/v1/management/campaigns/c1';
const campaign = {
  id: 'c1',
  name: 'Spring sale',
  advertiser_domain: 'shop.example',
  categories: [],
  channel: 'paid_media',
  currency: 'USD',
  budget: '1250.00',
  daily_budget: null,
  time_zone: 'UTC',
  pacing: 'asap',
  starts_at: null,
  ends_at: null,
  pricing: { goal: 'reach', base_cpm: '2.50', max_cpm: '4.00', goal_value: '0.00' },
  targeting: { countries: ['DEU'] },
  caps: {},
  stage: 'live',
  note: '',
  allowed_actions: [],
  created_by: 'usr_milo',
  created_at: '2027-02-01T09:00:00Z',
  updated_at: '2027-02-01T09:00:00Z',
  revision: 3,
  approved_revision: 3,
} as unknown as Campaign;

test('only what was changed is sent, over the revision that was read, and what comes of it is said', async () => {
  const { person, requests, router } = await visit('/campaigns/c1/edit', {
    [`GET ${PATH}`]: () => campaign,
    [`PATCH ${PATH}`]: () => ({ ...campaign, needs_review: true }),
    'GET /api/v1/management/creatives': () => ({ items: [], next_cursor: null }),
  });
  const save = await screen.findByRole<HTMLButtonElement>('button', { name: 'Save' });
  expect(save.disabled).toBe(true);
  const total = screen.getByRole('textbox', { name: /Total/ });
  await person.clear(total);
  await person.type(total, '2,000');
  await person.click(save);
  await screen.findByText('Saved. It runs once a review has approved it.');
  expect(requests.filter(({ call }) => call === `PATCH ${PATH}`).map(({ body }) => body)).toEqual([{ budget: '2000' }]);
  await waitFor(() => expect(router.state.location.pathname).toBe('/campaigns/c1'));
});

test('what is no longer said of the audience is taken back', () => {
  const before = saidOfCampaign(campaign);
  const now = { ...before, audience: { ...before.audience, targeting: { languages: ['de'] } } };
  expect(patchOf(before, now)).toEqual({ targeting: { languages: ['de'], countries: null } });
  expect(patchOf(NOTHING, NOTHING)).toEqual({});
});
