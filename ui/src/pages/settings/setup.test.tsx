import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Me } from '@/api/types';
import { MARKETER, visit } from '@/testing/page';
import { filledFrom, newOf } from './sign-on/filled';

const ADMIN: Me = {
  ...MARKETER,
  permissions: [
    'journey:read',
    'journey:write',
    'profile:read',
    'profile:write',
    'user:read',
    'user:write',
    'exchange:read',
    'exchange:write',
  ],
};

test('what this installation runs without is said as a state, with who can turn it on and nothing to try again', async () => {
  const off = () =>
    Response.json(
      {
        error: {
          code: 'turned_off',
          message: 'this installation runs without demand-side platforms',
          remedy: 'Whoever operates it can turn that on, with CAMPAIGN_EXPRESS__DSP__ENABLED=true.',
        },
      },
      { status: 503 },
    );
  await visit(
    '/settings/platforms',
    { 'GET /v1/dsp/platforms': off, 'GET /v1/dsp/accounts': off, 'GET /v1/dsp/audiences': off },
    { ...ADMIN, permissions: ['dsp:read', 'dsp:write'] },
  );
  await screen.findByRole('heading', { name: 'This installation runs without demand-side platforms' });
  screen.getByText(/Whoever operates it can turn that on/);
  expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  expect(screen.queryByRole('button', { name: 'Connect an account' })).toBeNull();
});

test('the records of a domain that are not in order are there to be copied', async () => {
  const sender = {
    id: 'snd_1',
    channel: 'email',
    name: 'Aurora',
    address: 'hi@shop.example',
    reply_to: '',
    postal_address: 'Berlin',
    dkim_selectors: [],
    is_default: true,
    domain: {
      domain: 'shop.example',
      finding: 'missing',
      checked_at: '2027-01-01T00:00:00Z',
      records: [
        { record: 'spf', name: 'shop.example', finding: 'good', found: 'v=spf1 -all', remedy: '' },
        { record: 'dmarc', name: '_dmarc.shop.example', finding: 'missing', found: '', remedy: 'Publish one.' },
      ],
    },
    created_at: '2027-01-01T00:00:00Z',
    updated_at: '2027-01-01T00:00:00Z',
  };
  const { person } = await visit('/settings/senders', { 'GET /api/v1/senders': () => [sender] }, ADMIN);
  await person.click(await screen.findByRole('button', { name: /Aurora.*lacks DMARC/s }));
  within(await screen.findByRole('list', { name: 'Records of the domain' })).getByText('v=DMARC1; p=quarantine');
  screen.getByRole('button', { name: 'Copy What it is to say' });
});

test('an identity provider shows the address to register with it, and its secret never', async () => {
  const provider = {
    id: 'idp_1',
    tenant_id: 'aurora',
    name: 'Okta',
    protocol: 'openid',
    openid: { issuer: 'https://login.shop.example', client_id: 'ce', scopes: ['openid'] },
    has_client_secret: true,
    saml: null,
    enabled: true,
    email_domains: ['shop.example'],
    vouches_for_addresses: false,
    only_way_in: true,
    joining: 'invited',
    email_claim: 'email',
    name_claim: 'name',
    groups_claim: 'groups',
    roles_of_groups: {},
    default_role: null,
    session_hours: 12,
    redirect_uri: 'https://ads.example/callback',
    entity_id: null,
    acs_url: null,
    created_at: '2027-01-01T00:00:00Z',
    updated_at: '2027-01-01T00:00:00Z',
  };
  await visit('/settings/sign-on?open=idp_1', { 'GET /api/v1/platform/identity-providers': () => [provider] }, ADMIN);
  await screen.findByText('https://ads.example/callback');
  screen.getByText('Sealed; nobody is shown it');
  expect(screen.getAllByText(/People at shop.example come by it alone. Only the invited are let in/)).not.toHaveLength(
    0,
  );
});

test('a provider is sent as the API takes it: one protocol, domains in small letters, a secret only where one was typed', () => {
  const filled = { ...filledFrom(), name: 'Okta', email_domains: ['Shop.Example'], issuer: ' https://login.example ' };
  expect(newOf(filled)).toMatchObject({
    email_domains: ['shop.example'],
    openid: { issuer: 'https://login.example' },
    default_role: null,
  });
  expect(newOf(filled)).not.toHaveProperty('saml');
  expect(newOf(filled).openid).not.toHaveProperty('client_secret');
  const block = '-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----';
  const saml = newOf({ ...filled, protocol: 'saml', certificates: `${block}\n${block}` });
  expect(saml.saml?.certificates).toEqual([block, block]);
});

test('what is kept for less goes for good, so that it is asked twice', async () => {
  const CHOOSE = 'PUT /api/v1/retention/letters';
  const letters = {
    kind: 'letters',
    about: 'bodies of messages',
    days: 90,
    is_chosen: false,
    default_days: 90,
    shortest_days: 1,
    longest_days: 400,
  };
  const { person, requests } = await visit(
    '/settings/retention?open=letters',
    {
      'GET /api/v1/retention': () => [letters],
      'GET /api/v1/retention/kept': () => [],
      'GET /api/v1/retention/runs': () => [],
      [CHOOSE]: () => ({ ...letters, days: 30 }),
    },
    ADMIN,
  );
  const days = await screen.findByRole('textbox', { name: 'Days to keep it' });
  await person.clear(days);
  await person.type(days, '3,5');
  screen.getByText('Not taken: write a whole number from 1 to 400');
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Keep it so long' }).disabled).toBe(true);
  await person.clear(days);
  await person.type(days, '30');
  await person.click(screen.getByRole('button', { name: 'Keep it so long' }));
  expect(requests.some(({ call }) => call === CHOOSE)).toBe(false);
  await person.click(screen.getByRole('button', { name: 'Yes, keep it for less' }));
  await waitFor(() => expect(requests.find(({ call }) => call === CHOOSE)?.body).toEqual({ days: 30 }));
});

test('what was set aside says what it said, and is sent again', async () => {
  const AGAIN = 'POST /api/v1/behaviour/set-aside/asd_1/send-again';
  const item = {
    id: 'asd_1',
    subject: 'ingest.pos.aurora',
    field: 'total',
    message: 'total is missing',
    at: '2027-01-01T00:00:00Z',
    payload: '{"event": "purchase", "properties": {"currency": "EUR"}}',
  };
  const { person, requests } = await visit(
    '/settings/events?about=aside',
    { 'GET /api/v1/behaviour/set-aside': () => ({ items: [item], next_cursor: null }), [AGAIN]: () => null },
    ADMIN,
  );
  await person.click(await screen.findByRole('row', { name: 'Total is missing' }));
  await screen.findByText('currency: EUR');
  await person.click(screen.getByRole('button', { name: 'Send it again' }));
  await waitFor(() => expect(requests.some(({ call }) => call === AGAIN)).toBe(true));
});

test('calls that were given up are picked and sent again together', async () => {
  const REPLAY = 'POST /api/v1/outbox/webhooks/replay';
  const call = {
    message_id: 'msg_1',
    account_id: 'cha_1',
    person_id: '',
    source: 'system',
    url: 'https://hooks.shop.example/in',
    state: 'dead',
    attempts: 8,
    due_at: null,
    at: '2027-01-01T00:00:00Z',
    tried_at: '2027-01-01T01:00:00Z',
    last_status: 503,
    last_error: '',
  };
  const { person, requests } = await visit(
    '/settings/webhooks',
    {
      'GET /api/v1/outbox/webhooks': () => ({ calls: [call], next_cursor: null }),
      'GET /api/v1/channels/accounts': () => [],
      [REPLAY]: () => ({ replayed: ['msg_1'] }),
    },
    ADMIN,
  );
  await person.click(await screen.findByRole('checkbox', { name: /Pick hooks.shop.example/ }));
  await person.click(screen.getByRole('button', { name: 'Send 1 again' }));
  await waitFor(() => expect(requests.find((one) => one.call === REPLAY)?.body).toEqual({ message_ids: ['msg_1'] }));
});

test('the secret of an exchange is shown once, when it is replaced', async () => {
  const exchange = {
    id: 'exc_1',
    name: 'Northstar',
    tenants: ['aurora'],
    seats: [],
    currencies: ['EUR'],
    qps_limit: 500,
    open: false,
    network_margin_ms: null,
    gzip_responses: false,
    requires_creative_approval: false,
    require_schain: false,
    match_users: false,
    sync_url: '',
    price_encryption: '',
    no_bid_body: false,
    old_secret_until: null,
    revision: 1,
    revoked: false,
  };
  const { person } = await visit(
    '/settings/exchanges',
    {
      'GET /api/v1/platform/exchanges': () => ({ items: [exchange], next_cursor: null }),
      'GET /api/v1/platform/tenants': () => ({ items: [{ id: 'aurora', name: 'Aurora Coffee' }], next_cursor: null }),
      'POST /api/v1/platform/exchanges/exc_1/secret': () => ({ ...exchange, published: true, secret: 'xs_once' }),
    },
    ADMIN,
  );
  await person.click(await screen.findByRole('button', { name: /Northstar.*bids of Aurora Coffee.*500 times/s }));
  await person.click(await screen.findByRole('button', { name: 'New secret' }));
  expect((await screen.findByRole<HTMLInputElement>('textbox', { name: 'Secret' })).value).toBe('xs_once');
});
