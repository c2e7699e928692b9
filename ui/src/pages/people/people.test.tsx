import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Me } from '@/api/types';
import type { Contact } from '@/parts/persons/persons';
import { MARKETER, visit } from '@/testing/page';

const LIST = 'GET /api/v1/contacts';
const SEARCH = 'GET /api/v1/contacts/search';
const ONE = 'GET /api/v1/contacts/per_1';
const READER: Me = { ...MARKETER, permissions: ['profile:read', 'profile:write', 'journey:read'] };

const ANA: Contact = {
  person_id: 'per_1',
  name: 'Ana Silva',
  attributes: { first_name: 'Ana', last_name: 'Silva', favourite_store: { city: 'Porto' } },
  identities: { email: ['ana@example.com'] },
  consents: [{ channel: 'email', purpose: 'marketing', state: 'granted', since: '2026-01-01T00:00:00Z' }],
  devices: [],
  sale_or_sharing: { state: 'unknown', since: null, ask_again_from: null },
  unreachable: { sms: 'they have no phone number' },
  preferred_channel: 'email',
  locale: 'pt-PT',
  time_zone: 'Europe/Lisbon',
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-02T00:00:00Z',
};
const consents = {
  person_id: 'per_1',
  sale_or_sharing: ANA.sale_or_sharing,
  consents: [
    {
      at: '2026-01-01T00:00:00Z',
      channel: 'email',
      how: 'double_opt_in',
      ip: '',
      proof: 'Letter 17',
      purpose: 'marketing',
      recorded_at: '2026-01-01T00:00:00Z',
      recorded_by: '',
      source: 'shop.example/join',
      state: 'granted',
      text_version: '2026-01',
      user_agent: '',
      without_proof: '',
    },
  ],
};
const answers = {
  [LIST]: () => ({ contacts: [ANA], next_cursor: null }),
  [ONE]: () => ANA,
  'GET /api/v1/contacts/per_1/history': () => ({ consents: [], merges: [] }),
  'GET /api/v1/contacts/per_1/consents': () => consents,
  'GET /api/v1/data-requests': () => ({ items: [], next_cursor: null }),
};

const BEA: Contact = { ...ANA, person_id: 'per_2', name: 'Bea Silva', identities: { phone: ['+351910000000'] } };
const found = (...contacts: Contact[]) => ({ [SEARCH]: () => ({ contacts, has_more: false }) });

test('somebody is found by the beginning of their name and opened', async () => {
  const { person, requests, router } = await visit('/people', { ...answers, ...found(ANA, BEA) }, READER);
  await screen.findByRole('row', { name: 'Ana Silva' });
  await person.type(screen.getByRole('searchbox', { name: /^Name, e-mail address/ }), ' sil ');
  await screen.findByRole('row', { name: 'Bea Silva' });
  expect(requests.filter(({ call }) => call === SEARCH).map(({ query }) => query.get('q'))).toEqual(['sil']);
  await person.click(await screen.findByRole('row', { name: 'Ana Silva' }));
  await screen.findByRole('heading', { name: 'Ana Silva', level: 1 });
  expect(router.state.location.pathname).toBe('/people/per_1');
});

test('whoever nobody is known by is said to be unknown', async () => {
  await visit('/people?q=4711', { ...answers, ...found() }, READER);
  await screen.findByRole('heading', { name: 'Nobody is found by “4711”' });
  screen.getByText(/^People are found by the beginning of their first or last name, two letters or more/);
});

test('a customer number of one digit finds whose it is', async () => {
  const { requests } = await visit('/people?q=7', { ...answers, 'GET /api/v1/contacts/lookup': () => ANA }, READER);
  await screen.findByRole('row', { name: 'Ana Silva' });
  expect(requests.some(({ call }) => call === SEARCH)).toBe(false);
});

test('where more people are called so, that is said', async () => {
  await visit('/people?q=sil', { ...answers, [SEARCH]: () => ({ contacts: [ANA], has_more: true }) }, READER);
  await screen.findByText(/^More people are called so/);
});

test('people of one name are told apart in the palette, and gone to', async () => {
  const { person, router } = await visit('/people', { ...answers, ...found(ANA, BEA) }, READER);
  await screen.findByRole('row', { name: 'Ana Silva' });
  await person.click(screen.getByRole('button', { name: /^Jump to anything ?Ctrl K/ }));
  await person.type(await screen.findByPlaceholderText('A page, a campaign, something to do'), 'sil');
  await screen.findByText('+351910000000');
  await person.click(screen.getByText('ana@example.com', { selector: '[class*=action] *' }));
  await waitFor(() => expect(router.state.location.pathname).toBe('/people/per_1'));
});

test('what is known of a person is told in words', async () => {
  await visit('/people/per_1', answers, READER);
  await screen.findByText('city: Porto');
  screen.getByText('They have no phone number');
  screen.getByText(/Preferred: E-mail/);
});

test('a message that was not sent says which gate refused it', async () => {
  const message = {
    message_id: 'msg_1',
    person_id: 'per_1',
    source: 'journey:jrn_1',
    template_id: '',
    channel: 'email',
    status: 'refused',
    in_words: 'Not sent: they have not agreed.',
    planned_at: '2026-01-03T00:00:00Z',
    settled_at: '2026-01-03T00:00:00Z',
    cost: '0.00',
    currency: 'USD',
    attempts: 0,
    provider: '',
  };
  const verdict = { gate: 'consent', ruling: 'refused', reason: 'nothing granted for e-mail', inputs: {}, until: null };
  const look = { at: '2026-01-03T00:00:00Z', note: '', verdicts: [verdict] };
  const { person } = await visit(
    '/people/per_1?tab=messages',
    {
      ...answers,
      'GET /api/v1/messages': () => ({ messages: [message], next_cursor: null }),
      'GET /api/v1/messages/msg_1': () => ({ ...message, looks: [look], feedback: [] }),
      'GET /api/v1/journeys/jrn_1': () => ({ name: 'Welcome' }),
    },
    READER,
  );
  await screen.findByText('Journey “Welcome”');
  await person.click(screen.getByText('Not sent: they have not agreed.'));
  const gate = await screen.findByText(/nothing granted for e-mail/);
  within(gate.closest('li') as HTMLElement).getByText('Consent');
});

test('consent is shown with its proof, and an opt-out is put on record with where it was said', async () => {
  const OUT = 'POST /api/v1/contacts/per_1/opt-out';
  const { person, requests } = await visit('/people/per_1?tab=privacy', { ...answers, [OUT]: () => consents }, READER);
  await screen.findByText('Letter 17');
  screen.getByText('on a form, and confirmed from their address');
  await person.click(screen.getByRole('button', { name: 'They opted out' }));
  await person.type(await screen.findByRole('textbox', { name: /Where/ }), 'Call 12');
  await person.click(screen.getByRole('button', { name: 'Put on record' }));
  await screen.findByText('They are opted out.');
  expect(requests.find(({ call }) => call === OUT)?.body).toEqual({ how: 'call', source: 'Call 12', proof: '' });
});
