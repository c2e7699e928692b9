import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Me } from '@/api/types';
import { type Answers, MARKETER, visit } from '@/testing/page';
import { hindrance, type Review } from './standing';

const HASH = 'a'.repeat(64);
const DIRECTOR: Me = { ...MARKETER, roles: ['viewer'], grants: ['director'] };

function review(id: string, changes: Partial<Review> = {}): Review {
  return {
    approval_id: `apr_${id}`,
    campaign_id: id,
    round: 2,
    revision: 3,
    revision_hash: HASH,
    sections: ['budget', 'creatives'],
    standing: [],
    outcome: 'pending',
    summary: '0 of 1 manager approvals',
    requirements: [{ role: 'manager', needed: 1, given: 0, rules: ['Standard campaign'] }],
    submitter_ids: ['usr_ada'],
    decisions: [],
    opened_at: '2027-03-01T00:00:00Z',
    closed_at: null,
    reminders: 0,
    ...changes,
  };
}

function campaign(id: string, name: string) {
  return {
    id,
    name,
    channel: 'paid_media',
    advertiser_domain: 'shop.example',
    categories: [],
    currency: 'USD',
    budget: '2400.00',
    daily_budget: null,
    time_zone: 'UTC',
    pacing: 'asap',
    starts_at: '2027-03-01T00:00:00Z',
    ends_at: null,
    pricing: { goal: 'reach', base_cpm: '2.50', max_cpm: '4.00', goal_value: '0.00' },
    targeting: { countries: ['DEU'] },
    caps: { per_day: 3 },
    stage: 'in_review',
    revision: 3,
  };
}

const CREATIVE = {
  id: 'crt_1',
  campaign_id: 'c1',
  version: 2,
  name: 'Spring square',
  format: 'banner',
  width: 300,
  height: 250,
  media_url: 'https://cdn.example/b.png',
  landing_url: 'https://shop.example/spring',
};
const BRAND = {
  rule: 'palette.outside',
  severity: 'error',
  message: 'media_url shows colours that are not in the palette',
  why: '',
  remedy: 'Recolour it.',
  places: [{ part: 'media_url', box: { x: 30, y: 25, width: 150, height: 125 } }],
};
const CHECK = {
  name: 'link.elsewhere@creatives.crt_1.landing_url#1',
  code: 'link.elsewhere',
  section: 'creatives',
  severity: 'blocker',
  what: 'it leads to another domain',
  where: 'creatives.crt_1.landing_url',
  remedy: 'Correct it.',
  override_id: null,
};

function answers(reviews: Record<string, Review>, mine = Object.keys(reviews)): Answers {
  const names: Record<string, string> = { c1: 'Spring sale', c2: 'Last call' };
  const known = (id: string) => campaign(id, names[id] ?? id);
  const decided = { review: '1 of 1 manager approvals' };
  const perCampaign = Object.entries(reviews).flatMap(([id, one]) => [
    [`GET /api/v1/workflows/campaigns/${id}/approval`, () => one],
    [`GET /api/v1/management/campaigns/${id}`, () => known(id)],
    [
      `GET /api/v1/workflows/campaigns/${id}/difference`,
      () => ({
        campaign_id: id,
        before_revision: 1,
        after_revision: 3,
        revision_hash: HASH,
        sections: [{ section: 'budget', hash: '', is_changed: true }],
        differences: [{ section: 'budget', field: 'budget', before: '1800.00', after: '2400.00' }],
      }),
    ],
    [
      `GET /api/v1/workflows/campaigns/${id}/preflight`,
      () => ({ passes: false, blockers: 1, warnings: 0, findings: [CHECK] }),
    ],
    [`GET /api/v1/management/campaigns/${id}/comments`, () => ({ items: [], next_cursor: null })],
    [`POST /api/v1/workflows/campaigns/${id}/actions/approve`, () => decided],
    [`POST /api/v1/workflows/campaigns/${id}/actions/request_changes`, () => decided],
  ]);
  return {
    ...Object.fromEntries(perCampaign),
    'GET /api/v1/workflows/pending': () => ({
      approver_id: 'usr_milo',
      items: mine.map((id) => ({ campaign: { ...known(id), campaign_id: id }, review: reviews[id] })),
    }),
    'GET /api/v1/management/campaigns': () => ({ items: Object.keys(reviews).map(known), next_cursor: null }),
    'GET /api/v1/management/creatives': () => ({ items: [CREATIVE], next_cursor: null }),
    'POST /api/v1/brand/validations/creatives/crt_1': () => ({ findings: [BRAND], colours: [] }),
    'GET /api/v1/workspace/colleagues': () => ({ items: [{ id: 'usr_ada', name: 'Ada Quill', is_active: true }] }),
  };
}

test('a review shows what changed side by side, what is held against it, and the brand’s findings where they are', async () => {
  await visit('/approvals', answers({ c1: review('c1') }));
  const cost = within(await screen.findByRole('region', { name: 'Cost' }));
  const row = within(cost.getByRole('row', { name: /Total/ }));
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
  await person.click(await screen.findByRole('button', { name: 'Ask for a change: cost' }));
  await person.type(screen.getByRole('textbox', { name: 'To be changed: cost' }), 'Too much');
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
  await person.click(await screen.findByRole('button', { name: 'Ask for a change: cost' }));
  await person.click(screen.getByRole('textbox', { name: 'To be changed: cost' }));
  await person.paste('Too much');
  cleanup();
  const again = await visit('/approvals/c1', known);
  const kept = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'To be changed: cost' });
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
  await person.click(await screen.findByRole('button', { name: 'Comment on the cost' }));
  await person.type(screen.getByRole('textbox', { name: 'Comment on the cost' }), 'Agreed?');
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
