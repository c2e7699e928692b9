import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { CampaignAction } from '@/api/types';
import { following } from '@/testing/following';
import { visit } from '@/testing/page';
import { answers, campaign, PATH, WORKFLOW } from './examples';

test('a change that waits is said with who made it and where it is decided, and stands in the history', async () => {
  const in_force = {
    currency: 'USD',
    budget: '5.00',
    daily_budget: null,
    under_review: true,
    changed_by: 'usr_mara',
    changed_at: '2027-02-05T09:00:00Z',
  };
  const beside: CampaignAction[] = ['approve', 'reject', 'request_changes', 'pause', 'complete'];
  const written = {
    author_id: 'usr_mara',
    at: '2027-02-05T09:00:00Z',
    budget: '20000.00',
    currency: 'USD',
    changed: ['budget'],
  };
  await visit(
    '/campaigns/c1',
    answers(campaign('live', beside, { budget: '20000.00', revision: 3, approved_revision: 2, in_force }), {
      [`GET ${PATH}/revisions`]: () => ({
        items: [
          { ...written, number: 3 },
          { ...written, number: 2, at: '2027-02-01T10:00:00Z', budget: '5.00', currency: 'EUR', changed: ['schedule'] },
        ],
      }),
    }),
  );
  const notice = within(await screen.findByRole('region', { name: 'A change to $20,000.00 waits for approval' }));
  await notice.findByText(/Mara Lind changed it/);
  notice.getByText('$5.00');
  expect(notice.getByRole('link', { name: /See the change/ }).getAttribute('href')).toBe('/approvals/c1');
  screen.getByRole('button', { name: 'Pause' });
  const history = within(screen.getByRole('region', { name: 'History' }));
  await history.findByText(/changed the budget/);
  history.getByText('From €5.00 to $20,000.00');
  expect(history.queryByText(/changed the schedule/)).toBeNull();
});

test('what is changed under the dialogue that submits it is looked at again first, and nothing typed is lost', async () => {
  const live = following();
  let shown = campaign('draft', ['submit'], { budget: '3000.00' });
  const { person, requests } = await visit('/campaigns/c1', {
    ...answers(shown),
    [`GET ${PATH}`]: () => shown,
    'GET /api/v1/changes': () => live.answer,
    [`POST ${WORKFLOW}/actions/submit`]: () => ({ campaign_id: 'c1', stage: 'in_review', allowed: [], trouble: '' }),
  });
  await person.click(await screen.findByRole('button', { name: 'Submit' }));
  const dialogue = within(await screen.findByRole('dialog'));
  await person.type(dialogue.getByRole('textbox', { name: 'Comment' }), 'Please read');
  shown = { ...shown, revision: 3, budget: '9000.00' };
  live.say(['campaigns']);
  await dialogue.findByText('It changed while you were reading: look again');
  expect(dialogue.getByRole('button', { name: 'Submit' })).toHaveProperty('disabled', true);
  await person.click(dialogue.getByRole('button', { name: 'Show what it is now' }));
  await person.click(screen.getByRole('button', { name: 'Submit' }));
  const again = within(await screen.findByRole('dialog'));
  await person.click(again.getByRole('button', { name: 'Submit' }));
  await screen.findByText('Spring sale was submitted.');
  const sent = requests.find(({ call }) => call === `POST ${WORKFLOW}/actions/submit`);
  expect(sent?.body).toEqual({ comment: 'Please read', revision: 3 });
});
