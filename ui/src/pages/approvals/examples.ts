/** Reviews as the API shows them, for tests of what is done with them. */
import type { Answers } from '@/testing/page';
import type { Review } from './standing';

export const HASH = 'a'.repeat(64);

/** A review that waits for one manager. */
export function review(id: string, changes: Partial<Review> = {}): Review {
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

export function campaign(id: string, name: string) {
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

/** What the API answers where these are under review, and `mine` of them wait for the reader. */
export function answers(reviews: Record<string, Review>, mine = Object.keys(reviews)): Answers {
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
