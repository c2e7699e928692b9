import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { following } from '@/testing/following';
import { type Answers, visit } from '@/testing/page';
import { answers, campaign, HASH, review } from './examples';

const NEXT = 'b'.repeat(64);
const CHANGED = /It changed while you were reading: look again/;
const APPROVE = 'POST /api/v1/workflows/campaigns/c1/actions/approve';

/** A campaign of $2,400 under review, whose author can make it $9,000 while somebody reads. */
function changing() {
  const live = following();
  let isChanged = false;
  const known = answers({ c1: review('c1') });
  const compared = known['GET /api/v1/workflows/campaigns/c1/difference'];
  const withChange: Answers = {
    ...known,
    'GET /api/v1/changes': () => live.answer,
    'GET /api/v1/workflows/campaigns/c1/approval': () =>
      isChanged ? review('c1', { round: 3, revision: 4, revision_hash: NEXT }) : review('c1'),
    'GET /api/v1/management/campaigns/c1': () => ({
      ...campaign('c1', 'Spring sale'),
      ...(isChanged && { budget: '9000.00', revision: 4 }),
    }),
    'GET /api/v1/workflows/campaigns/c1/difference': (request) => ({
      ...(compared?.(request) as object),
      revision_hash: isChanged ? NEXT : HASH,
      ...(request.query.get('before') === '3' && {
        before_revision: 3,
        differences: [{ section: 'budget', field: 'budget', before: '2400.00', after: '9000.00' }],
      }),
    }),
  };
  const edit = () => {
    isChanged = true;
  };
  return { answers: withChange, edit, tell: () => live.say(['campaigns']) };
}

async function expectTheChange(within_: ReturnType<typeof within>) {
  const row = within(await within_.findByRole('row', { name: /Total/ }));
  row.getByText('$2,400.00');
  row.getByText('$9,000.00');
}

test('what changes under a dialog is looked at again before it is decided on, and nothing typed is lost', async () => {
  const { answers, edit, tell } = changing();
  const { person, requests } = await visit('/approvals/c1', answers);
  await person.click(await screen.findByRole('button', { name: /^Approve/ }));
  const dialog = within(await screen.findByRole('dialog'));
  await person.type(dialog.getByRole('textbox', { name: 'Comment' }), 'Fine at this price');
  edit();
  tell();
  await dialog.findByText(CHANGED);
  expect(dialog.getByRole('button', { name: 'Approve' })).toHaveProperty('disabled', true);
  await expectTheChange(dialog);
  await person.click(dialog.getByRole('button', { name: 'Show what it is now' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  await screen.findByText('$9,000.00', { selector: 'b' });
  await person.click(screen.getByRole('button', { name: /^Approve/ }));
  const again = within(await screen.findByRole('dialog'));
  expect(again.getByRole<HTMLTextAreaElement>('textbox', { name: 'Comment' }).value).toBe('Fine at this price');
  await person.click(again.getByRole('button', { name: 'Approve' }));
  await screen.findByText(/You approved/);
  expect(requests.filter(({ call }) => call === APPROVE).map(({ body }) => body)).toEqual([
    { comment: 'Fine at this price', revision_hash: NEXT },
  ]);
});

test('the page stays as it was read until its reader asks for what it is now', async () => {
  const { answers, edit, tell } = changing();
  const { person } = await visit('/approvals/c1', answers);
  await person.click(await screen.findByRole('button', { name: 'Ask for a change: budget' }));
  await person.type(screen.getByRole('textbox', { name: 'To be changed: budget' }), 'Less');
  edit();
  tell();
  const notice = within(await screen.findByRole('region', { name: CHANGED }));
  await expectTheChange(notice);
  screen.getByText('$2,400.00', { selector: 'b' });
  expect(screen.getByRole('button', { name: /Send back with 1/ })).toHaveProperty('disabled', true);
  expect(screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'To be changed: budget' }).value).toBe('Less');
  await person.keyboard('{Escape}r');
  expect(screen.queryByRole('dialog')).toBeNull();
  await person.click(notice.getByRole('button', { name: 'Show what it is now' }));
  await screen.findByText('$9,000.00', { selector: 'b' });
  expect(screen.queryByText(CHANGED)).toBeNull();
  await expectTheChange(within(screen.getByRole('region', { name: 'Changed while you were reading' })));
  expect(screen.getByRole('button', { name: /Send back with 1/ })).toHaveProperty('disabled', false);
});

test('a decision on what is old already carries what was read, is refused, and what changed is shown', async () => {
  const { answers, edit } = changing();
  const refused = { code: 'conflict', message: 'revision 4 is under review, which is not what you have read' };
  const { person, requests } = await visit('/approvals/c1', {
    ...answers,
    [APPROVE]: () => Response.json({ error: { ...refused, field: 'revision' } }, { status: 409 }),
  });
  await person.click(await screen.findByRole('button', { name: /^Approve/ }));
  const dialog = within(await screen.findByRole('dialog'));
  await person.type(dialog.getByRole('textbox', { name: 'Comment' }), 'Fine');
  edit();
  await person.click(dialog.getByRole('button', { name: 'Approve' }));
  await dialog.findByText(CHANGED);
  await expectTheChange(dialog);
  expect(dialog.getByRole<HTMLTextAreaElement>('textbox', { name: 'Comment' }).value).toBe('Fine');
  const sent = requests.find(({ call }) => call === APPROVE);
  expect(sent?.body).toEqual({ comment: 'Fine', revision_hash: HASH });
});

test('what is read stays when the head of the queue is decided elsewhere', async () => {
  const live = following();
  const known = answers({ c1: review('c1'), c2: review('c2') });
  const rest = answers({ c2: review('c2') });
  let isDecided = false;
  const { person } = await visit('/approvals', {
    ...known,
    'GET /api/v1/changes': () => live.answer,
    'GET /api/v1/workflows/pending': (request) =>
      (isDecided ? rest : known)['GET /api/v1/workflows/pending']?.(request),
    'GET /api/v1/management/campaigns': () => ({ items: [], next_cursor: null }),
    'GET /api/v1/workflows/campaigns/c1/approval': () => review('c1', { outcome: isDecided ? 'approved' : 'pending' }),
  });
  await person.click(await screen.findByRole('button', { name: /^Approve/ }));
  await screen.findByRole('dialog', { name: 'Approve: Spring sale' });
  isDecided = true;
  live.say(['campaigns']);
  await screen.findByText(/This review is over: approved/);
  screen.getByRole('heading', { name: 'Spring sale' });
});
