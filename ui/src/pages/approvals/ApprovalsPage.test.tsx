import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Me } from '@/api/types';
import { MARKETER, visit } from '@/testing/page';
import { answers, campaign, HASH, review } from './examples';
import { hindrance, type Review } from './standing';

const DIRECTOR: Me = { ...MARKETER, roles: ['viewer'], grants: ['director'] };

test('a review shows what changed side by side, what is held against it, and the brand’s findings where they are', async () => {
  await visit('/approvals', answers({ c1: review('c1') }));
  const budget = within(await screen.findByRole('region', { name: 'Budget' }));
  const row = within(budget.getByRole('row', { name: /Total/ }));
  row.getByText('$1,800.00');
  row.getByText('$2,400.00');
  await screen.findByText('It leads to another domain');
  await screen.findByText('The picture shows colours that are not in the palette');
  const mark = (await screen.findByText('Finding')).closest('span[style]') as HTMLElement;
  expect([mark.style.left, mark.style.width]).toEqual(['10%', '50%']);
  await screen.findByText(/Ada Quill wants to spend/);
});

test('the queue is walked and decided by keyboard, on exactly what was read', async () => {
  const { person, requests, router } = await visit('/approvals', answers({ c1: review('c1'), c2: review('c2') }));
  await screen.findByRole('heading', { name: 'Spring sale' });
  await person.keyboard('j');
  await screen.findByRole('heading', { name: 'Last call' });
  await person.keyboard('k');
  await screen.findByRole('heading', { name: 'Spring sale' });
  await person.keyboard('a');
  await screen.findByRole('dialog', { name: 'Approve: Spring sale' });
  await person.keyboard('{Enter}');
  await screen.findByText(/You approved “Spring sale”. 1 of 1 manager approvals/);
  const sent = requests.find(({ call }) => call.startsWith('POST') && call.endsWith('/actions/approve'));
  expect(sent?.body).toEqual({ comment: '', revision_hash: HASH });
  await waitFor(() => expect(router.state.location.pathname).toBe('/approvals/c2'));
});

test('changes are asked for where they are to be made, and sent back together', async () => {
  const { person, requests } = await visit('/approvals/c1', answers({ c1: review('c1') }));
  await person.click(await screen.findByRole('button', { name: 'Ask for a change: budget' }));
  await person.type(screen.getByRole('textbox', { name: 'To be changed: budget' }), 'Too much');
  expect(screen.getByRole('button', { name: /^Approve/ })).toHaveProperty('disabled', true);
  await person.click(screen.getByRole('button', { name: /Send back with 1/ }));
  const dialog = within(await screen.findByRole('dialog'));
  await person.click(dialog.getByRole('button', { name: 'Send back' }));
  await screen.findByText(/You sent back “Spring sale”/);
  const sent = requests.find(({ call }) => call.endsWith('/actions/request_changes'));
  const remarks = [{ section: 'budget', comment: 'Too much' }];
  expect(sent?.body).toEqual({ comment: '', revision_hash: HASH, remarks });
});

test('what somebody asked for and did not send is there again after a reload, and gone once it is sent', async () => {
  const known = answers({ c1: review('c1') });
  const { person } = await visit('/approvals/c1', known);
  await person.click(await screen.findByRole('button', { name: 'Ask for a change: budget' }));
  await person.click(screen.getByRole('textbox', { name: 'To be changed: budget' }));
  await person.paste('Too much');
  cleanup();
  const again = await visit('/approvals/c1', known);
  const kept = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'To be changed: budget' });
  expect(kept.value).toBe('Too much');
  await again.person.click(screen.getByRole('button', { name: /Send back with 1/ }));
  await again.person.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Send back' }));
  await screen.findByText(/You sent back “Spring sale”/);
  expect(Object.keys(sessionStorage).filter((key) => key.startsWith('unsaved'))).toEqual([]);
});

test('whoever asked for changes sees what they asked for, and what was changed since', async () => {
  const known = answers({ c1: review('c1') });
  const asked = {
    approver_id: MARKETER.user_id,
    roles: ['manager'],
    verdict: 'request_changes' as const,
    revision_hash: '',
  };
  const remarks = [{ section: 'budget' as const, comment: '4,500 is enough' }];
  const first = review('c1', {
    round: 1,
    revision: 2,
    outcome: 'changes_requested',
    decisions: [{ ...asked, comment: '', remarks, at: '2027-02-28T00:00:00Z' }],
  });
  const difference = known['GET /api/v1/workflows/campaigns/c1/difference'];
  await visit('/approvals/c1', {
    ...known,
    'GET /api/v1/workflows/campaigns/c1/approvals': () => ({ items: [review('c1'), first] }),
    'GET /api/v1/workflows/campaigns/c1/difference': (request) => ({
      ...(difference?.(request) as object),
      ...(request.query.get('before') === '2'
        ? { differences: [{ section: 'budget', field: 'budget', before: '5000.00', after: '4500.00' }] }
        : { before_revision: null, differences: [] }),
    }),
  });
  const since = within(await screen.findByRole('region', { name: 'Since you asked for changes' }));
  since.getByText('4,500 is enough');
  const row = within(await since.findByRole('row', { name: /Total/ }));
  row.getByText('$5,000.00');
  row.getByText('$4,500.00');
  expect(screen.queryByText(/Nothing of it was approved before/)).toBeNull();
});

test('whoever cannot decide sees the decisions, and why they are not theirs', async () => {
  await visit('/approvals/c1', answers({ c1: review('c1', { submitter_ids: [MARKETER.user_id] }) }, []));
  await screen.findByText('You submitted or wrote this, so somebody else decides on it.');
  expect(screen.getByRole('button', { name: /^Approve/ })).toHaveProperty('disabled', true);
});

const decided = { approver_id: MARKETER.user_id, verdict: 'approve' } as Review['decisions'][number];

test.each([
  ['This review asks for 1 manager', review('c1'), DIRECTOR],
  ['Your roles do not let you approve', review('c1'), { ...MARKETER, permissions: ['campaign:read' as const] }],
  ['This review is over: approved', review('c1', { outcome: 'approved' }), MARKETER],
  ['You have decided already. Still missing: 1 manager', review('c1', { decisions: [decided] }), MARKETER],
])('a decision that is not theirs is refused before they try: %s', (why, one, me) => {
  expect(hindrance(one, me)).toContain(why);
});

test('a comment stands where it was made, and tells whom it names', async () => {
  const say = 'POST /api/v1/management/campaigns/c1/comments';
  const { person, requests } = await visit('/approvals/c1', {
    ...answers({ c1: review('c1') }),
    [say]: () => ({ id: 'cmt_1' }),
  });
  await person.click(await screen.findByRole('button', { name: 'Comment on the budget' }));
  await person.type(screen.getByRole('textbox', { name: 'Comment on the budget' }), 'Agreed?');
  await person.click(screen.getByRole('combobox', { name: 'Tell' }));
  await person.click(await screen.findByRole('option', { name: 'Ada Quill' }));
  await person.click(screen.getByRole('button', { name: 'Send' }));
  await waitFor(() => {
    const sent = requests.find(({ call }) => call === say);
    expect(sent?.body).toEqual({ text: 'Agreed?', mentions: ['usr_ada'], place: 'budget', creative_id: '' });
  });
});

test('an edit since the review began is not decided on by accident', async () => {
  const known = answers({ c1: review('c1') });
  const newer = { ...campaign('c1', 'Spring sale'), revision: 4 };
  await visit('/approvals/c1', { ...known, 'GET /api/v1/management/campaigns/c1': () => newer });
  await screen.findAllByText(/It has been changed since this review began/);
  expect(screen.getByRole('button', { name: /^Approve/ })).toHaveProperty('disabled', true);
});

test('an empty queue says what would be in it', async () => {
  await visit('/approvals', answers({}));
  await screen.findByRole('heading', { name: 'Nothing waits for a decision' });
});
