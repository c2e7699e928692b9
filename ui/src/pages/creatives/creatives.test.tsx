import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Creative } from '@/api/types';
import { MARKETER, visit } from '@/testing/page';

const WRITER = { ...MARKETER, permissions: [...MARKETER.permissions, 'creative:write' as const] };
const ONE = '/api/v1/management/creatives/crt_1';

const creative = {
  id: 'crt_1',
  campaign_id: 'cmp_1',
  name: 'Spring square',
  format: 'banner',
  landing_url: 'https://shop.example/spring',
  media_url: 'https://cdn.example.net/b.png',
  mime: 'image/png',
  width: 300,
  height: 250,
  version: 2,
  created_by: 'usr_milo',
  created_at: '2027-01-10T00:00:00Z',
  updated_at: '2027-01-10T00:00:00Z',
} as Creative;

const verdict = {
  placement: 'iab.display.300x250',
  version: 1,
  name: 'Medium rectangle, 300 x 250',
  source: 'IAB New Ad Portfolio',
  outcome: 'passes',
  findings: [],
  file: null,
};
const answers = {
  'GET /api/v1/management/creatives': () => ({ items: [creative], next_cursor: null }),
  'GET /api/v1/management/campaigns': () => ({ items: [], next_cursor: null }),
  'GET /api/v1/management/campaigns/cmp_1': () => ({ id: 'cmp_1', name: 'Spring sale' }),
  [`GET ${ONE}`]: () => creative,
  [`GET ${ONE}/clearances`]: () => [
    {
      creative_id: 'crt_1',
      exchange_id: 'openmarket',
      state: 'rejected',
      version: 1,
      reason: 'The logo is a rival’s',
      exchange_creative_id: '',
      said_by: 'openmarket',
      updated_at: '2027-01-10T00:00:00Z',
    },
  ],
  'GET /api/v1/management/exchanges': () => [
    { id: 'openmarket', name: 'Open Market', requires_creative_approval: true },
  ],
  'POST /api/v1/brand/validations/creatives/crt_1': () => ({
    kit_id: '',
    kit_version: 0,
    passes: true,
    errors: 0,
    warnings: 0,
    notes: 0,
    findings: [],
    colours: [],
  }),
  'POST /api/v1/brand/placements/check': () => ({ placements: [verdict], can_leave: true, kept_here_by: [] }),
  'GET /api/v1/brand/exports': () => ({ items: [], next_cursor: null }),
};

test('a creative is listed with its campaign by name', async () => {
  await visit('/creatives', answers);
  const row = within(await screen.findByRole('row', { name: 'Spring square' }));
  row.getByText('Banner · 300 × 250');
  await row.findByText('Spring sale');
});

test('a creative says what brand, exchanges and placements say of it', async () => {
  await visit('/creatives/crt_1', answers);
  await screen.findByText('Nothing in it is against the brand kit in force.');
  await screen.findByText('“The logo is a rival’s”');
  await screen.findByText('Open Market');
  screen.getByText('It was changed since: what exchanges said of an older version holds no more.');
  await screen.findByText('1 of 1 placements takes it as it is.');
});

test('only what was changed is sent, over the version that was read', async () => {
  const edit = `PATCH ${ONE}`;
  const { person, requests } = await visit(
    '/creatives/crt_1',
    { ...answers, [edit]: () => ({ ...creative, campaign_revision: 3, needs_review: true }) },
    WRITER,
  );
  const url = await screen.findByRole('textbox', { name: /Where its file is/ });
  await person.clear(url);
  await person.type(url, 'https://cdn.example.net/c.webp');
  await person.click(screen.getByRole('button', { name: 'Save' }));
  await screen.findByText('Saved. It runs once a review has approved it.');
  expect(requests.find(({ call }) => call === edit)?.body).toEqual({
    media_url: 'https://cdn.example.net/c.webp',
    mime: 'image/webp',
  });
});

test('a package says who packed it and at which hour, on both clocks', async () => {
  const packed = {
    id: 'exp_1',
    creative_id: 'crt_1',
    assets: [],
    placements: [],
    exported_by: 'usr_milo',
    exported_at: '2027-03-01T12:00:00Z',
    fetches: 0,
  };
  const items = () => ({ items: [packed], next_cursor: null });
  await visit('/exports', { ...answers, 'GET /api/v1/brand/exports': items });
  const at = await waitFor(() => {
    const found = document.querySelector('time');
    if (!found) throw new Error('no time is said');
    return found;
  });
  expect(at.textContent).toMatch(/\d{2}:\d{2}/);
});

test('it is packed for the placements that are picked', async () => {
  const pack = 'POST /api/v1/brand/exports';
  const { person, requests } = await visit('/creatives/crt_1', { ...answers, [pack]: () => ({ id: 'exp_1' }) }, WRITER);
  await person.click(await screen.findByRole('checkbox', { name: 'Pack it for Medium rectangle, 300 x 250' }));
  await person.click(screen.getByRole('button', { name: 'Pack it' }));
  await waitFor(() =>
    expect(requests.find(({ call }) => call === pack)?.body).toEqual({
      creative_id: 'crt_1',
      placements: ['iab.display.300x250'],
    }),
  );
});
