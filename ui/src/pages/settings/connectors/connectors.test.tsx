import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Me } from '@/api/types';
import { MARKETER, visit } from '@/testing/page';

const MANAGER: Me = { ...MARKETER, permissions: ['journey:read', 'journey:write'] };
const vendor = (key: string, label: string, channels: string[], more: object = {}) => ({
  vendor: key,
  label,
  channels,
  platforms: [],
  parameters: [],
  optional_parameters: [],
  credentials: [],
  optional_credentials: [],
  needs_sender: false,
  needs_account: true,
  batch: 1,
  rate_per_s: 0,
  max_bytes: 0,
  idempotency: 'none',
  can_look_up: false,
  receipts: [],
  costs: false,
  documented: {},
  unverified: [],
  ...more,
});
const VENDORS = [
  vendor('outbox', 'Local outbox', ['email'], { needs_account: false }),
  vendor('sendgrid', 'SendGrid', ['email'], { credentials: ['api_key'], optional_parameters: ['region'] }),
  vendor('apns', 'Apple Push', ['push'], { platforms: ['ios'] }),
];
const LETTERS = {
  id: 'cha_1',
  vendor: 'sendgrid',
  name: 'Letters',
  enabled: true,
  is_default: true,
  channels: ['email'],
  parameters: { region: 'eu' },
  callback_url: '',
  revision: 1,
  works: null,
  tested: '',
  tested_at: null,
  created_at: '2027-01-01T00:00:00Z',
  updated_at: '2027-01-01T00:00:00Z',
};
const connected = {
  'GET /api/v1/channels/vendors': () => VENDORS,
  'GET /api/v1/channels/accounts': () => [LETTERS],
  'GET /api/v1/senders': () => [],
};

test('an account is connected at a vendor, with what that vendor needs and no more', async () => {
  const CONNECT = 'POST /api/v1/channels/accounts';
  const { person, requests } = await visit(
    '/settings/connectors?connect=true',
    { ...connected, 'GET /api/v1/channels/accounts': () => [], [CONNECT]: () => LETTERS },
    MANAGER,
  );
  const dialogue = await screen.findByRole('dialog');
  expect(within(dialogue).queryByText('Local outbox')).toBeNull();
  await person.click(within(dialogue).getByRole('button', { name: /SendGrid/ }));
  await person.type(await screen.findByLabelText(/API key/), 'SG.hush');
  await person.click(screen.getByRole('button', { name: 'Connect' }));
  await waitFor(() =>
    expect(requests.find(({ call }) => call === CONNECT)?.body).toMatchObject({
      vendor: 'sendgrid',
      parameters: {},
      credentials: { api_key: 'SG.hush' },
    }),
  );
  expect(JSON.stringify(sessionStorage)).not.toContain('SG.hush');
});

test('a test of an account is answered in words', async () => {
  const { person } = await visit(
    '/settings/connectors?open=cha_1',
    {
      ...connected,
      'POST /api/v1/channels/accounts/cha_1/test': () => ({
        works: false,
        account: '',
        reason: 'the key was revoked',
        checked: [],
      }),
    },
    MANAGER,
  );
  await person.click(await screen.findByRole('button', { name: 'Test the connection' }));
  await screen.findByText(/It does not let us in: the key was revoked/);
});

test('channels that nobody carries are named', async () => {
  await visit('/settings/connectors', connected, MANAGER);
  await screen.findByText(/Push to iPhones and iPads.* have no account/);
  within(await screen.findByRole('list', { name: 'Channels' })).getByText(/By “Letters”/);
});

test('whoever may only look is offered no way to connect or change anything', async () => {
  await visit('/settings/connectors?open=cha_1', connected, { ...MANAGER, permissions: ['journey:read'] });
  await screen.findByText('Only managers and administrators test and change accounts.');
  expect(screen.queryByRole('button', { name: 'Connect an account' })).toBeNull();
});
