import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Me } from '@/api/types';
import { MARKETER, visit } from '@/testing/page';

const ADMIN: Me = {
  ...MARKETER,
  roles: ['admin'],
  permissions: ['user:read', 'user:write', 'audit:read', 'profile:read', 'profile:write', 'privacy:write'],
};
const NAMES = 'GET /api/v1/workspace/colleagues';
const ZOE = {
  id: 'usr_zoe',
  name: 'Zoe Lind',
  email: 'zoe@aurora.example',
  roles: ['viewer'],
  grants: [],
  disabled: false,
  created_at: '2026-01-01T00:00:00Z',
  tenant_id: 'aurora',
};
const users = {
  'GET /api/v1/platform/users': () => ({ items: [ZOE], next_cursor: null }),
  'GET /api/v1/platform/users/usr_zoe/sessions': () => [],
  [NAMES]: () => ({ items: [{ id: 'usr_zoe', name: 'Zoe Lind', is_active: true }] }),
};

test('somebody is invited with a role, and their invitation is shown once', async () => {
  const INVITE = 'POST /api/v1/platform/users/usr_new/invitation';
  const { person, requests } = await visit(
    '/settings/users?invite=true',
    {
      ...users,
      'POST /api/v1/platform/users': () => ({ ...ZOE, id: 'usr_new', name: 'Noor' }),
      [INVITE]: () => ({ user_id: 'usr_new', expires_at: '2027-01-01T00:00:00Z', voucher: 'cev_once' }),
    },
    ADMIN,
  );
  await person.type(await screen.findByRole('textbox', { name: 'Name' }), 'Noor');
  await person.type(screen.getByRole('textbox', { name: 'E-mail' }), 'noor@aurora.example');
  await person.click(screen.getByRole('radio', { name: 'Operator' }));
  await person.click(screen.getByRole('button', { name: 'Invite' }));
  const shown = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Invitation' });
  expect(shown.value).toMatch(/choose-password#cev_once$/);
  const made = requests.find(({ call }) => call === 'POST /api/v1/platform/users');
  expect(made?.body).toMatchObject({ name: 'Noor', roles: ['operator'] });
});

test('a user is locked out only when somebody is sure', async () => {
  const CHANGE = 'PATCH /api/v1/platform/users/usr_zoe';
  const { person, requests } = await visit('/settings/users', { ...users, [CHANGE]: () => ZOE }, ADMIN);
  await person.click(await screen.findByRole('row', { name: 'Zoe Lind' }));
  await person.click(await screen.findByRole('button', { name: 'Lock them out' }));
  expect(requests.some(({ call }) => call === CHANGE)).toBe(false);
  await person.click(screen.getByRole('button', { name: 'Yes, lock them out' }));
  await waitFor(() => expect(requests.find(({ call }) => call === CHANGE)?.body).toEqual({ disabled: true }));
});

test('whoever may only look is offered no way to change users', async () => {
  await visit('/settings/users', users, { ...ADMIN, permissions: ['user:read'] });
  await screen.findByRole('row', { name: 'Zoe Lind' });
  expect(screen.queryByRole('button', { name: 'Invite somebody' })).toBeNull();
});

test('a key is rotated, and its secret is shown once', async () => {
  const key = {
    id: 'tok_1',
    name: 'Warehouse',
    user_id: 'usr_zoe',
    scopes: ['campaign:read'],
    revoked: false,
    demo: false,
    expires_at: null,
    last_used_at: null,
    requests_per_minute: null,
    created_at: '2026-01-01T00:00:00Z',
    tenant_id: 'aurora',
  };
  const { person } = await visit(
    '/settings/keys',
    {
      ...users,
      'GET /api/v1/platform/tokens': () => ({ items: [key], next_cursor: null }),
      'POST /api/v1/platform/tokens/tok_1/rotate': () => ({ ...key, id: 'tok_2', secret: 'ce_secret' }),
    },
    ADMIN,
  );
  const row = await screen.findByRole('row', { name: 'Warehouse' });
  await within(row).findByText('of Zoe Lind');
  within(row).getByText('See campaigns');
  await person.click(row);
  await person.click(await screen.findByRole('button', { name: 'Rotate' }));
  expect((await screen.findByRole<HTMLInputElement>('textbox', { name: 'API key' })).value).toBe('ce_secret');
});

const END = `main/aurora/1500/${'a'.repeat(64)}`;
const HEADS = [{ chain: 'main', sequence: 1_500, hash: 'a'.repeat(64), at: '2027-03-01T09:00:00Z', noted: END }];

test('the log is checked entry by entry, against what was noted, and the first that does not hold is named', async () => {
  const { person, requests } = await visit(
    '/settings/audit',
    {
      'GET /api/v1/audit/entries': () => ({ items: [], next_cursor: null }),
      'GET /api/v1/audit/heads': () => HEADS,
      'GET /api/v1/audit/verification': ({ query }) =>
        query.has('after')
          ? {
              chain: 'main',
              entries: 1_203,
              of: 1_500,
              reached: 'b',
              broken: { sequence: 1_204, reason: 'it was changed' },
              is_over: true,
            }
          : { chain: 'main', entries: 1_000, of: 1_500, reached: 'a', broken: null, is_over: false },
    },
    ADMIN,
  );
  await person.click(await screen.findByRole('button', { name: 'Compare with what was noted' }));
  await person.click(screen.getByLabelText('Where the chains ended when somebody noted it'));
  await person.paste(END);
  await person.click(screen.getByRole('button', { name: 'Check every entry' }));
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('Entry 1,204 does not hold');
  expect(alert.textContent).toContain('the 1,203 entries before it hold');
  const asked = requests.filter(({ call }) => call.endsWith('/audit/verification'));
  expect(asked.map(({ query }) => query.get('noted'))).toEqual([END, END]);
});

test('an entry of the audit log is a sentence, and its fields are words', async () => {
  const entry = {
    id: 'e1',
    at: '2027-01-01T00:00:00Z',
    actor_id: 'usr_zoe',
    action: 'campaign.change',
    subject_id: 'cmp_1',
    before: { name: 'Spring', budget_micros: 1_000_000 },
    after: { name: 'Spring', budget_micros: 2_500_000 },
    sequence: 7,
  };
  const { person } = await visit(
    '/settings/audit',
    {
      ...users,
      'GET /api/v1/audit/entries': () => ({ items: [entry], next_cursor: null }),
      'GET /api/v1/audit/heads': () => [],
    },
    ADMIN,
  );
  await person.click(await screen.findByRole('row', { name: 'Zoe Lind changed a campaign Spring' }));
  const field = within(await screen.findByRole('row', { name: /Budget/ }));
  field.getByText('1.00');
  field.getByText('2.50');
});

test('an erasure is carried out once somebody says how they checked who asks', async () => {
  const request = {
    id: 'dr_1',
    kind: 'erasure',
    law: 'gdpr',
    state: 'received',
    claim_kind: 'email',
    received_at: '2027-01-01T00:00:00Z',
    due_at: '2027-01-31T00:00:00Z',
    ended_at: null,
    archive_until: null,
    certificate_sha256: '',
    checked_how: '',
    refusal: '',
    trouble: '',
    findings: [],
  };
  const VERIFY = 'POST /api/v1/data-requests/dr_1/verify';
  const { person, requests } = await visit(
    '/data-requests',
    {
      'GET /api/v1/data-requests': () => ({ items: [request], next_cursor: null }),
      'GET /api/v1/data-requests/dr_1': () => request,
      [VERIFY]: () => request,
    },
    ADMIN,
  );
  await person.click(await screen.findByRole('row', { name: /Erasure/ }));
  await person.selectOptions(await screen.findByRole('combobox', { name: /who asks/ }), 'document');
  await person.click(screen.getByRole('button', { name: 'Erase them everywhere' }));
  await waitFor(() => expect(requests.find(({ call }) => call === VERIFY)?.body).toEqual({ how: 'document' }));
});

test('the suppression list says whether an address is on it', async () => {
  const CHECK = 'POST /api/v1/delivery/suppressions/check';
  const { person, requests } = await visit(
    '/suppressions',
    { 'GET /api/v1/delivery/suppressions': () => ({ entries: [], next_cursor: null }), [CHECK]: () => [] },
    ADMIN,
  );
  await person.type(await screen.findByRole('textbox', { name: 'Address or number' }), 'ana@example.com');
  await person.click(screen.getByRole('button', { name: 'Are they on it?' }));
  await screen.findByText(/They are not on it/);
  expect(requests.find(({ call }) => call === CHECK)?.body).toEqual({
    identities: [{ kind: 'email', value: 'ana@example.com' }],
  });
});
