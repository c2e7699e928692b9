import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Me } from '@/api/types';
import { MARKETER, visit } from '@/testing/page';
import { merged } from './named';

const ADMIN: Me = { ...MARKETER, permissions: ['campaign:read', 'gate:write', 'journey:read', 'journey:write'] };
const RULE = {
  name: 'Large budgets',
  required_role: 'director',
  min_approvals: 2,
  auto_approve_below: null,
  budget_from: '25000.00',
  channels: [],
  categories: [],
  creative_review: false,
  legal_review: false,
};
const READ = 'GET /api/v1/workflows/approval-rules';
const SAVE = 'PUT /api/v1/workflows/approval-rules';
const policy = (more: object = {}, at: object = {}) => ({
  policy: {
    caps: [{ name: 'Letters', channel: 'email', window: 'day', most: 1, priority: 100 }],
    quiet_hours: [],
    holdout_percent: 0,
    consent_needed: ['email'],
    throttles: [],
    time_zone: 'UTC',
    ...more,
  },
  revision: 3,
  is_readable: true,
  changed_by: 'usr_zoe',
  changed_at: '2027-01-01T00:00:00Z',
  ...at,
});

test('a rule says what it does, and is saved with the others', async () => {
  const { person, requests } = await visit(
    '/settings/rules',
    { [READ]: () => ({ rules: [RULE] }), [SAVE]: ({ body }) => body },
    ADMIN,
  );
  await screen.findByText('Two directors approve every campaign with a budget of $25,000.00 or more.');
  await person.click(screen.getByRole('button', { name: 'New rule' }));
  await person.type(await screen.findByRole('textbox', { name: 'Name' }), 'Everything');
  await person.click(screen.getByRole('button', { name: 'Add' }));
  within(await screen.findByRole('region', { name: 'Unsaved changes' })).getByText(/“Everything” is new/);
  await person.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(screen.queryByRole('region', { name: 'Unsaved changes' })).toBeNull());
  const saved = requests.find(({ call }) => call === SAVE)?.body as { rules: { name: string }[] };
  expect(saved.rules.map(({ name }) => name)).toEqual(['Large budgets', 'Everything']);
});

test('rules that somebody else changed meanwhile are not overwritten unseen', async () => {
  let theirs = [RULE];
  const { person, requests } = await visit(
    '/settings/rules',
    { [READ]: () => ({ rules: theirs }), [SAVE]: ({ body }) => body },
    ADMIN,
  );
  await person.click(await screen.findByRole('button', { name: 'New rule' }));
  await person.type(await screen.findByRole('textbox', { name: 'Name' }), 'Mine');
  await person.click(screen.getByRole('button', { name: 'Add' }));
  theirs = [RULE, { ...RULE, name: 'Theirs', min_approvals: 1 }];
  await person.click(await screen.findByRole('button', { name: 'Save' }));
  await screen.findByText(/“Theirs” is new: One director approves/);
  expect(requests.some(({ call }) => call === SAVE)).toBe(false);
  await person.click(screen.getByRole('button', { name: 'Save mine beside it' }));
  await waitFor(() => {
    const saved = requests.find(({ call }) => call === SAVE)?.body as { rules: { name: string }[] } | undefined;
    expect(saved?.rules.map(({ name }) => name)).toEqual(['Large budgets', 'Theirs', 'Mine']);
  });
});

test('both changes of two people are kept where they are not about the same rule', () => {
  const [base, mine, theirs] = [
    [
      { name: 'a', at: 1 },
      { name: 'b', at: 1 },
    ],
    [{ name: 'a', at: 2 }],
    [
      { name: 'a', at: 1 },
      { name: 'b', at: 1 },
      { name: 'c', at: 3 },
    ],
  ];
  expect(merged(base, mine, theirs)).toEqual([
    { name: 'a', at: 2 },
    { name: 'c', at: 3 },
  ]);
});

test('what is unsaved of the caps is there after a reload, and is saved against what was read', async () => {
  const SAVE_POLICY = 'PUT /api/v1/delivery/policy';
  const answers = {
    'GET /api/v1/delivery/policy': () => policy(),
    'GET /api/v1/workspace/colleagues': () => ({ items: [] }),
    [SAVE_POLICY]: ({ body }: { body: unknown }) => ({ ...policy(), policy: body, revision: 4 }),
  };
  const first = await visit('/settings/rules?about=delivery', answers, ADMIN);
  await first.person.type(await screen.findByLabelText('SMS: most in a week'), '2');
  await first.person.tab();
  within(screen.getByRole('region', { name: 'At most' })).getByText(/1 e-mail a day; 2 text messages a week/);
  cleanup();
  const { person, requests } = await visit('/settings/rules?about=delivery', answers, ADMIN);
  const cell = await screen.findByLabelText<HTMLInputElement>('SMS: most in a week');
  expect(cell.value).toBe('2');
  await person.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() =>
    expect(requests.find(({ call }) => call === SAVE_POLICY)?.body).toMatchObject({
      caps: [
        { name: 'Letters', most: 1 },
        { channel: 'sms', window: 'week', most: 2 },
      ],
    }),
  );
});

test('a speed that is marked stays with its row when the one above it is taken away', async () => {
  const speeds = ['email', 'sms', 'web_push'].map((channel, at) => ({ channel, per_second: 10 + at, burst: null }));
  const answers = {
    'GET /api/v1/delivery/policy': () => policy({ throttles: speeds }),
    'GET /api/v1/workspace/colleagues': () => ({ items: [] }),
  };
  const { person } = await visit('/settings/rules?about=delivery', answers, ADMIN);
  await screen.findByRole('region', { name: 'Speed' });
  const fields = () => screen.getAllByLabelText<HTMLInputElement>('Most a second');
  const typed = () => fields().map(({ value }) => value);
  await person.clear(fields()[1] as HTMLInputElement);
  await person.type(fields()[1] as HTMLInputElement, '1,5');
  await person.tab();
  await person.click(screen.getByRole('button', { name: 'Take away speed on E-mail' }));
  expect(typed()).toEqual(['1,5', '12']);
  await person.click(screen.getByRole('button', { name: 'Slow something down' }));
  expect(typed()).toEqual(['1,5', '12', '50']);
  await person.click(screen.getByRole('button', { name: /^Take away speed on SMS/ }));
  expect(typed()).toEqual(['12', '50']);
  expect(screen.queryByText('Mend what is marked first.')).toBeNull();
});

test('nothing is saved beside what is marked, not even in the place of what somebody else saved', async () => {
  const SAVE_POLICY = 'PUT /api/v1/delivery/policy';
  const answers = (kept: object) => ({
    'GET /api/v1/delivery/policy': () => kept,
    'GET /api/v1/workspace/colleagues': () => ({ items: [] }),
    [SAVE_POLICY]: ({ body }: { body: unknown }) => ({ ...policy(), policy: body, revision: 5 }),
  });
  const first = await visit('/settings/rules?about=delivery', answers(policy()), ADMIN);
  await first.person.type(await screen.findByLabelText('SMS: most in a week'), '2');
  await first.person.tab();
  cleanup();
  const theirs = policy({ holdout_percent: 5 }, { revision: 4 });
  const { person, requests } = await visit('/settings/rules?about=delivery', answers(theirs), ADMIN);
  const cell = await screen.findByLabelText<HTMLInputElement>('SMS: most in a day');
  await person.type(cell, '1,5');
  await person.tab();
  const mine = screen.getByRole('button', { name: 'Save mine beside it' });
  expect(mine.getAttribute('aria-description')).toBe('Mend what is marked first.');
  fireEvent.click(mine);
  expect(requests.some(({ call }) => call === SAVE_POLICY)).toBe(false);
  await person.clear(cell);
  await person.tab();
  await person.click(mine);
  await waitFor(() =>
    expect(requests.find(({ call }) => call === SAVE_POLICY)?.body).toMatchObject({ holdout_percent: 5 }),
  );
});

test('what is no whole number is marked in the grid of caps, and nothing is saved beside it', async () => {
  const answers = {
    'GET /api/v1/delivery/policy': () => policy(),
    'GET /api/v1/workspace/colleagues': () => ({ items: [] }),
  };
  const { person } = await visit('/settings/rules?about=delivery', answers, ADMIN);
  await person.type(await screen.findByLabelText('SMS: most in a day'), '3');
  const cell = screen.getByLabelText<HTMLInputElement>('SMS: most in a week');
  await person.type(cell, '1,5');
  await person.tab();
  screen.getByText('Not taken: write a whole number from 0 to 10000, or nothing');
  expect(cell.value).toBe('1,5');
  within(screen.getByRole('region', { name: 'Unsaved changes' })).getByText('Mend what is marked first.');
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Save' }).disabled).toBe(true);
  await person.click(screen.getByRole('button', { name: 'Discard' }));
  expect(screen.getByLabelText<HTMLInputElement>('SMS: most in a week').value).toBe('');
});
