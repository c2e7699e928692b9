import { cleanup, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Campaign } from '@/api/types';
import { following } from '@/testing/following';
import { typeAtOnce } from '@/testing/keys';
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

beforeEach(() => sessionStorage.clear());

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
  await person.type(total, '2000');
  await person.click(save);
  await screen.findByText('Saved. It runs once a review has approved it.');
  expect(requests.filter(({ call }) => call === `PATCH ${PATH}`).map(({ body }) => body)).toEqual([{ budget: '2000' }]);
  await waitFor(() => expect(router.state.location.pathname).toBe('/campaigns/c1'));
});

test('three digits behind a point are asked about before a live budget becomes a thousandth of itself', async () => {
  const { person, requests } = await visit('/campaigns/c1/edit', {
    ...answers('live'),
    [`PATCH ${PATH}`]: () => ({ ...campaign, needs_review: false }),
  });
  const total = await screen.findByRole<HTMLInputElement>('textbox', { name: /Total/ });
  typeAtOnce(total, '5.000');
  await person.click(screen.getByRole('button', { name: 'Save' }));
  screen.getByText('That may mean two things: write 5000, or 5.00');
  expect(requests.filter(({ call }) => call === `PATCH ${PATH}`)).toEqual([]);
  await person.clear(total);
  await person.type(total, '5000');
  await person.click(screen.getByRole('button', { name: 'Save' }));
  await screen.findByText('Saved.');
  expect(requests.filter(({ call }) => call === `PATCH ${PATH}`).map(({ body }) => body)).toEqual([{ budget: '5000' }]);
});

test('what two people changed is shown field by field, and whoever writes chooses', async () => {
  let now = campaign;
  const { person, requests } = await visit('/campaigns/c1/edit', {
    [`GET ${PATH}`]: () => now,
    [`PATCH ${PATH}`]: () => {
      if (now === campaign) {
        now = { ...campaign, budget: '3000.00', name: 'Summer sale', revision: 4 };
        const error = {
          code: 'conflict',
          field: 'If-Match',
          message: 'the campaign is at revision 4 by now, not at 3',
        };
        return Response.json({ error }, { status: 409 });
      }
      return { ...now, needs_review: false };
    },
    'GET /api/v1/management/creatives': () => ({ items: [], next_cursor: null }),
  });
  const total = await screen.findByRole<HTMLInputElement>('textbox', { name: /Total/ });
  await person.clear(total);
  await person.type(total, '3100');
  await person.click(screen.getByRole('button', { name: 'Save' }));
  const asks = await screen.findByText('Somebody else has changed the same');
  const alert = asks.closest('[role=alert]');
  expect(alert?.textContent).toMatch(/Total.*Theirs: \$3,000\.00.*Yours: \$3,100\.00/);
  expect(screen.queryByText(/by now, not at/)).toBeNull();
  expect(screen.getByRole('button', { name: 'Save' }).getAttribute('aria-disabled')).toBe('true');
  expect(screen.getByRole<HTMLInputElement>('textbox', { name: /^Name/ }).value).toBe('Summer sale');
  await person.click(screen.getByRole('button', { name: 'Keep mine: Total' }));
  await person.click(screen.getByRole('button', { name: 'Save' }));
  await screen.findByText('Saved.');
  expect(requests.filter(({ call }) => call === `PATCH ${PATH}`).at(-1)?.body).toEqual({ budget: '3100' });
});

test('what was changed and not saved is there again, and can be undone', async () => {
  const read = {
    [`GET ${PATH}`]: () => campaign,
    'GET /api/v1/management/creatives': () => ({ items: [], next_cursor: null }),
  };
  const first = await visit('/campaigns/c1/edit', read);
  const name = () => screen.findByRole<HTMLInputElement>('textbox', { name: /^Name/ });
  await first.person.type(await name(), ' again');
  cleanup();
  const { person } = await visit('/campaigns/c1/edit', read);
  expect((await name()).value).toBe('Spring sale again');
  await person.click(screen.getByRole('button', { name: 'Undo my changes' }));
  expect((await name()).value).toBe('Spring sale');
});

const EMPTY = { items: [], next_cursor: null };
const answers = (stage: Campaign['stage']) => ({
  [`GET ${PATH}`]: () => ({ ...campaign, stage, approved_revision: null }),
  'GET /api/v1/management/creatives': () => EMPTY,
  'GET /api/v1/workspace/launches': () => ({ items: [{ brief: { objective: 'Fill the shops' } }], next_cursor: null }),
});

test('a refusal speaks of its field as the page does, above the form and at the field', async () => {
  const error = {
    code: 'invalid_input',
    message: 'pricing.max_cpm is above 1,000.00, the most there can be',
    field: 'pricing.max_cpm',
    remedy: 'Send 1,000.00 or less.',
  };
  const { person } = await visit('/campaigns/c1/edit', {
    ...answers('live'),
    [`PATCH ${PATH}`]: () => Response.json({ error }, { status: 422 }),
  });
  const highest = await screen.findByRole<HTMLInputElement>('textbox', { name: /Highest price/ });
  await person.type(highest, '000');
  await person.click(screen.getByRole('button', { name: 'Save' }));
  await screen.findByText('“Highest price of a thousand” is above 1,000.00, the most there can be');
  expect(highest.getAttribute('aria-invalid')).toBe('true');
  screen.getByText('It is above 1,000.00, the most there can be. Send 1,000.00 or less.');
  expect(document.body.textContent).not.toContain('max_cpm');
});

test('what a draft is for is said otherwise by itself, and nothing else is sent', async () => {
  const { person, requests, router } = await visit('/campaigns/c1/edit', {
    ...answers('draft'),
    'PUT /api/v1/workspace/objectives/c1': () => null,
  });
  await waitFor(() => expect(objective().value).toBe('Fill the shops'));
  await person.type(objective(), ' in May');
  await person.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(router.state.location.pathname).toBe('/campaigns/c1'));
  const sent = requests.filter(({ call }) => /^(PUT|PATCH) /.test(call));
  expect(sent).toEqual([
    expect.objectContaining({
      call: 'PUT /api/v1/workspace/objectives/c1',
      body: { objective: 'Fill the shops in May' },
    }),
  ]);
});

test('what somebody else saves between the two requests of a save is not written over unseen', async () => {
  let now = { ...campaign, stage: 'draft' as const };
  const live = following();
  const sentOver: unknown[] = [];
  const { person } = await visit('/campaigns/c1/edit', {
    ...answers('draft'),
    'GET /api/v1/changes': () => live.answer,
    [`GET ${PATH}`]: () => now,
    'PUT /api/v1/workspace/objectives/c1': async () => {
      now = { ...now, name: 'Summer sale', revision: 4 };
      live.say(['campaigns']);
      await screen.findByText('Somebody else has changed the same');
      return null;
    },
    [`PATCH ${PATH}`]: ({ headers }) => {
      sentOver.push(headers.get('If-Match'));
      return Response.json({ error: { code: 'conflict', message: 'somebody changed it meanwhile' } }, { status: 409 });
    },
  });
  await waitFor(() => expect(objective().value).toBe('Fill the shops'));
  await person.type(objective(), ' in May');
  await person.type(screen.getByLabelText(/^Name/), ' in Berlin');
  await person.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(sentOver).toEqual(['"3"']));
  screen.getByLabelText('Keep mine: Name');
});

test('whoever undoes their changes sees nothing more of what no field could take', async () => {
  const { person } = await visit('/campaigns/c1/edit', answers('live'));
  const cap = () => screen.getByLabelText<HTMLInputElement>('At most a day', { selector: '[placeholder="No limit"]' });
  await person.type(await screen.findByLabelText(/^Name/), ' in Berlin');
  await person.type(cap(), '-5');
  await person.tab();
  await screen.findByText('Not taken: write a whole number from 1 to 1000000, or nothing');
  await person.click(screen.getByRole('button', { name: 'Undo my changes' }));
  expect(screen.queryByText('Not taken: write a whole number from 1 to 1000000, or nothing')).toBeNull();
  expect(cap().value).toBe('');
});

test('of what two people say it is for the second is told what the first said, and chooses', async () => {
  const theirs = { brief: { objective: 'Fill our pockets' }, revision: 'r2', updated_at: '2027-02-01T09:05:00Z' };
  let now = { ...theirs, brief: { objective: 'Fill the shops' }, revision: 'r1' };
  const over: (string | null)[] = [];
  const { person, router } = await visit('/campaigns/c1/edit', {
    ...answers('draft'),
    'GET /api/v1/workspace/launches': () => ({ items: [now], next_cursor: null }),
    'PUT /api/v1/workspace/objectives/c1': ({ headers }) => {
      over.push(headers.get('If-Match'));
      if (over.length > 1) return null;
      now = theirs;
      const error = { code: 'conflict', field: 'If-Match', message: 'somebody has changed it since you read it' };
      return Response.json({ error }, { status: 409 });
    },
  });
  await waitFor(() => expect(objective().value).toBe('Fill the shops'));
  await person.type(objective(), ' in May');
  await person.click(screen.getByRole('button', { name: 'Save' }));
  const asks = await screen.findByText('Somebody else has changed the same');
  expect(asks.closest('[role=alert]')?.textContent).toMatch(
    /What it is for.*Theirs: Fill our pockets.*Yours: Fill the shops in May/,
  );
  expect(objective().value).toBe('Fill the shops in May');
  expect(screen.getByRole('button', { name: 'Save' }).getAttribute('aria-disabled')).toBe('true');
  await person.click(screen.getByRole('button', { name: 'Keep mine: What it is for' }));
  await person.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(router.state.location.pathname).toBe('/campaigns/c1'));
  expect(over).toEqual(['"r1"', '"r2"']);
});

test('whoever leaves is told what is kept by this tab, and what by nobody', async () => {
  const asked = vi.fn((_question: string) => false);
  vi.stubGlobal('confirm', asked);
  const { person } = await visit('/campaigns/c1/edit', answers('live'));
  await person.type(await screen.findByLabelText(/^Name/), ' in Berlin');
  await person.click(screen.getByText('Cancel'));
  await person.type(screen.getByLabelText('At most a day', { selector: '[placeholder="No limit"]' }), '-5');
  await screen.findByText('Not taken: write a whole number from 1 to 1000000, or nothing');
  await person.click(screen.getByText('Cancel'));
  await waitFor(() => expect(asked).toHaveBeenCalledTimes(2));
  expect(asked.mock.calls.flat()).toEqual([
    'Leave without saving? Until you come back, this tab keeps what you wrote.',
    'Leave? What is marked would have to be written again. All else is not saved either; until you come back, this tab keeps it.',
  ]);
});

test('from its submission on a campaign is for what its reviewers read, and it is said why', async () => {
  await visit('/campaigns/c1/edit', answers('in_review'));
  await waitFor(() => expect(objective().value).toBe('Fill the shops'));
  expect(objective().readOnly).toBe(true);
  screen.getByText(/It stays as its reviewers read it/);
});

test('what a tab kept of it is not shown as what reviewers read, and holds nothing else up', async () => {
  const first = await visit('/campaigns/c1/edit', answers('draft'));
  await waitFor(() => expect(objective().value).toBe('Fill the shops'));
  await first.person.type(objective(), ' in May');
  cleanup();
  await visit('/campaigns/c1/edit', answers('in_review'));
  await waitFor(() => expect(objective().value).toBe('Fill the shops'));
  expect(objective().readOnly).toBe(true);
  expect(screen.getByRole('button', { name: 'Save' })).toHaveProperty('disabled', true);
});

function objective(): HTMLTextAreaElement {
  return screen.getByLabelText('What it is for');
}

test('what is no longer said of the audience is taken back', () => {
  const before = saidOfCampaign(campaign);
  const now = { ...before, audience: { ...before.audience, targeting: { languages: ['de'] } } };
  expect(patchOf(before, now)).toEqual({ targeting: { languages: ['de'], countries: null } });
  expect(patchOf(NOTHING, NOTHING)).toEqual({});
});
