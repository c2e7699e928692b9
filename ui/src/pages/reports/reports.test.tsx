import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Course, CourseReport, Figures } from '@/parts/courses/courses';
import { MARKETER, visit } from '@/testing/page';
import type { MessageFigures, Row } from './queries';

const ANALYST = {
  ...MARKETER,
  permissions: [...MARKETER.permissions, 'analytics:read' as const, 'journey:read' as const],
};

function figures(spend: string, clicks: number): Figures {
  return {
    billed_impressions: clicks * 100,
    clicks,
    conversions: 0,
    conversion_value: '0.00',
    spend,
    roas: null,
    roi_percent: null,
    cpa: null,
    cpc: null,
    cpm: null,
  };
}

const days = ['2027-01-14', '2027-01-15'];
const course = (currency: string, spend: string, before: string): Course => ({
  currency,
  total: figures(spend, 10),
  before: figures(before, 4),
  stretches: days.map((day) => ({ ...figures('15.70', 5), from_at: `${day}T00:00:00Z`, to_at: `${day}T23:59:59Z` })),
  stretches_before: days.map((day) => ({
    ...figures('14.00', 2),
    from_at: `${day}T00:00:00Z`,
    to_at: `${day}T23:59:59Z`,
  })),
});
const report: CourseReport = {
  by: 'day',
  time_zone: 'UTC',
  from_at: '2027-01-14T00:00:00Z',
  to_at: '2027-01-15T08:00:00Z',
  before_from_at: '2027-01-12T00:00:00Z',
  before_to_at: '2027-01-13T08:00:00Z',
  items: [course('EUR', '31.40', '28.00'), course('USD', '3.00', '0.00')],
};
const row = (id: string, name: string, spend: string, currency = 'EUR'): Row => ({
  ...figures(spend, 10),
  campaign_id: id,
  name,
  bids: 900,
  wins: 300,
  conversions: 2,
  roas: '3.1000',
  currency,
  spend_nanos: 0,
});

test('a chart leads with a sentence that compares, and is a table for whoever wants to read it', async () => {
  const { person, router } = await visit(
    '/reports',
    {
      'GET /api/v1/reports/course': () => report,
      'GET /api/v1/reports/campaigns': ({ query }) => ({
        from_at: report.from_at,
        to_at: report.to_at,
        items:
          query.get('from') === report.from_at
            ? [
                row('c2', 'Night owls', '1.40'),
                row('c1', 'Spring sale', '30.00'),
                row('c3', 'In dollars', '3.00', 'USD'),
              ]
            : [row('c1', 'Spring sale', '20.00')],
      }),
      'GET /api/v1/reports/progress': () => ({
        done_sequence: 4,
        last_sequence: 4,
        drained: true,
        rejected: 0,
        missed: 0,
      }),
    },
    ANALYST,
  );
  await screen.findByText('€31.40 was spent in the last 7 days, 12% more than in the 7 days before (€28.00).');
  await screen.findByText(/Spring sale spent most, €30.00. It brought most for it: €3.10 for each €1 spent./);
  const table = within(screen.getByRole('table', { name: 'Campaigns and what came of them' }));
  expect(table.getAllByRole('row').map((one) => one.getAttribute('aria-label'))).toEqual([
    null,
    'Spring sale',
    'Night owls',
  ]);
  table.getByText('+50%');
  await person.click(screen.getByRole('button', { name: 'As a table' }));
  const read = within(screen.getByRole('region', { name: 'Spend, number by number' }));
  expect(read.getAllByRole('row')).toHaveLength(3);
  await person.click(screen.getByRole('radio', { name: 'USD' }));
  await screen.findByText('$3.00 was spent in the last 7 days, where there was nothing in the 7 days before.');
  await person.click(screen.getByRole('radio', { name: 'Clicks' }));
  await screen.findByText('10 clicks came of it in the last 7 days, 150% more than in the 7 days before (4).');
  expect(router.state.location.search).toEqual({ currency: 'USD', measure: 'clicks' });
});

test('messages are added up by what sent them, and rates are of what went out', async () => {
  const sent = (step: string, total_sent: number): MessageFigures =>
    ({
      source: 'identity:invite',
      step,
      channel: 'email',
      total_sent,
      refused: { consent: 3 },
      failed: 0,
      unknown: 0,
      delivered: total_sent,
      unique_opens: total_sent / 2,
      unique_clicks: 1,
      bounces: 0,
      spam_reports: 0,
      unsubscribes: 0,
      replies: 0,
    }) as unknown as MessageFigures;
  await visit(
    '/reports?side=messages',
    { 'GET /api/v1/messages/analytics': () => [sent('a', 60), sent('b', 40)] },
    ANALYST,
  );
  await screen.findByText(
    '100 messages went out since the beginning. 50% were opened, 2% clicked, 0% bounced. 6 more were kept back.',
  );
  screen.getByRole('row', { name: 'Invitations and passwords, E-mail' });
});
