import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { CampaignAction } from '@/api/types';
import { visit } from '@/testing/page';
import { answers, campaign, PATH } from './examples';

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
  const written = { author_id: 'usr_mara', at: '2027-02-05T09:00:00Z', budget: '20000.00', changed: ['budget'] };
  await visit(
    '/campaigns/c1',
    answers(campaign('live', beside, { budget: '20000.00', revision: 3, approved_revision: 2, in_force }), {
      [`GET ${PATH}/revisions`]: () => ({
        currency: 'USD',
        items: [
          { ...written, number: 3 },
          { ...written, number: 2, at: '2027-02-01T10:00:00Z', budget: '5.00', changed: ['schedule'] },
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
  await history.findByText(/changed the cost/);
  history.getByText('From $5.00 to $20,000.00');
  expect(history.queryByText(/changed the dates/)).toBeNull();
});
