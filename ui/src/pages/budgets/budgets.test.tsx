import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { type Answers, MARKETER, visit } from '@/testing/page';
import type { Entry, Line, Together } from './queries';
import { boardSaid } from './words';

const TREASURER = {
  ...MARKETER,
  permissions: [...MARKETER.permissions, 'billing:read' as const, 'billing:write' as const],
};
const PATH = '/api/v1/management/campaigns/c1';

const money: Line['money'] = {
  campaign_id: 'c1',
  currency: 'EUR',
  budget: '500.00',
  confirmed: '50.00',
  in_flight: '0.00',
  disputed: '3.00',
  available: '450.00',
  exhausted_at: null,
  closed: false,
  sequence: 9,
  today: { date: '2027-01-15', budget: null, confirmed: '7.00', in_flight: '0.00' },
  pace: {
    mode: 'even',
    status: 'behind',
    time_zone: 'UTC',
    starts_at: '2027-01-10T00:00:00Z',
    ends_at: '2027-01-20T00:00:00Z',
    amount: '500.00',
    planned: '250.00',
    confirmed: '50.00',
    share: 1,
  },
};
const alert = {
  kind: 'pacing_behind' as const,
  occasion: 'day:2027-01-15',
  spent: '50.00',
  measure: '250.00',
  currency: 'EUR',
  raised_at: new Date(Date.now() - 3 * 3_600_000).toISOString(),
  told_ids: ['usr_milo', 'usr_mara'],
};
const line: Line = {
  campaign_id: 'c1',
  name: 'Spring sale',
  advertiser_domain: 'shop.example',
  stage: 'live',
  starts_at: null,
  ends_at: null,
  money,
  troubles: ['pacing_behind'],
  alerts: [alert],
};
const euros: Together = {
  currency: 'EUR',
  campaigns: 9,
  budget: '9000.00',
  confirmed: '1200.00',
  today: '70.00',
  behind: 2,
  behind_by: '1000.00',
  ahead: 0,
  ahead_by: '0.00',
};
const dollars: Together = { ...euros, currency: 'USD', campaigns: 3, behind: 1, behind_by: '240.00' };

const colleagues: Answers = {
  'GET /api/v1/workspace/colleagues': () => ({
    items: [
      { id: 'usr_milo', name: 'Milo Serra', is_active: true },
      { id: 'usr_mara', name: 'Mara Lind', is_active: true },
    ],
  }),
};

test('money in different currencies is never added together', () => {
  expect(boardSaid(12, [euros, dollars])).toBe(
    'Three of 12 campaigns are behind plan, together by €1,000.00 and $240.00.',
  );
  expect(boardSaid(1, [{ ...euros, behind: 1 }])).toBe('One of 1 campaign is behind plan, by €1,000.00.');
  expect(boardSaid(9, [{ ...euros, behind: 0, ahead: 1, ahead_by: '5.00' }])).toBe('One is ahead of plan, by €5.00.');
  expect(boardSaid(9, [{ ...euros, behind: 0 }])).toBe('None of 9 campaigns is behind or ahead of plan.');
});

test('no sentence says that all is well above a campaign whose money is used up', () => {
  const usedUp: Line = { ...line, troubles: ['budget_exhausted'] };
  expect(boardSaid(9, [{ ...euros, behind: 0 }], usedUp)).toBe(
    'None of 9 campaigns is behind or ahead of plan. What else needs somebody comes first.',
  );
  expect(boardSaid(1, [{ ...euros, behind: 0 }])).toBe('The one campaign is neither behind nor ahead of plan.');
});

test('the board begins with a sentence, and says of each campaign how it stands and who was told when', async () => {
  const { person, requests } = await visit('/budgets', {
    'GET /api/v1/management/budgets': ({ query }) =>
      query.getAll('stage').includes('live')
        ? { campaigns: 12, together: [euros, dollars], items: [line], next_cursor: null }
        : { campaigns: 0, together: [], items: [], next_cursor: null },
    ...colleagues,
  });
  await screen.findByText('Three of 12 campaigns are behind plan, together by €1,000.00 and $240.00.');
  const row = within(await screen.findByRole('row', { name: 'Spring sale' }));
  row.getByText('€200.00 behind plan');
  row.getByText('3 hours ago');
  await row.findByText('Milo Serra and Mara Lind were told.');
  await person.click(screen.getByRole('radio', { name: 'Over' }));
  await screen.findByRole('heading', { name: 'No campaign stands there' });
  expect(requests.at(-1)?.query.getAll('stage')).toEqual(['completed', 'archived']);
});

const entry: Entry = {
  sequence: 7,
  bid_id: 'bid_1',
  exchange_id: 'acme',
  creative_id: 'cre_1',
  verdict: 'disputed:late',
  price: '0.002500125',
  counts: '0.00',
  currency: 'EUR',
  received_at: '2027-01-15T07:00:00Z',
  corrections: [],
};

function ledger(more: Answers): Answers {
  return {
    [`GET ${PATH}`]: () => ({
      id: 'c1',
      name: 'Spring sale',
      advertiser_domain: 'shop.example',
      stage: 'live',
      currency: 'EUR',
      time_zone: 'UTC',
      flight: { starts_at: null, ends_at: null },
      went_live_at: null,
    }),
    [`GET ${PATH}/budget`]: () => money,
    [`GET ${PATH}/budget/alerts`]: () => [alert],
    [`GET ${PATH}/ledger`]: () => ({ items: [entry], next_before: null }),
    ...colleagues,
    ...more,
  };
}

test('a bill is put right with what it counted for when it was read, and what was typed outlives a refusal', async () => {
  const call = `POST ${PATH}/ledger/7/corrections`;
  let counts = '0.00';
  const meanwhile = () => ({
    ...entry,
    counts,
    corrections:
      counts === '0.00'
        ? []
        : [
            {
              number: 1,
              before: '0.00',
              after: counts,
              reason: 'as invoiced',
              made_by: 'usr_mara',
              made_at: alert.raised_at,
            },
          ],
  });
  const { person, requests } = await visit(
    '/budgets/c1',
    ledger({ [`GET ${PATH}/ledger`]: () => ({ items: [meanwhile()], next_before: null }) }),
    TREASURER,
  );
  await person.click(await screen.findByRole('row', { name: /Bill 7/ }));
  const dialogue = within(await screen.findByRole('dialog'));
  await dialogue.findByText(/It came after the bid could be billed/);
  await person.type(dialogue.getByRole('textbox', { name: 'It counts for' }), '0.001000001');
  await person.type(dialogue.getByRole('textbox', { name: 'Why' }), 'They are right');
  counts = '0.002';
  await person.click(dialogue.getByRole('button', { name: 'Put it right' }));
  await waitFor(() =>
    expect(requests.find((one) => one.call === call)?.body).toEqual({
      amount: '0.001000001',
      counts: '0.00',
      reason: 'They are right',
    }),
  );
  await dialogue.findByRole('alert');
  expect(dialogue.getByRole<HTMLTextAreaElement>('textbox', { name: 'Why' }).value).toBe('They are right');
});

test('whoever may not see bills is told so, and still sees how the money stands', async () => {
  await visit('/budgets/c1', ledger({}));
  await screen.findByRole('heading', { name: 'Bills are not open to you' });
  await screen.findByText(/It fell behind its plan.*Milo Serra and Mara Lind were told\./);
});
