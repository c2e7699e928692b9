/** A campaign as the API shows it, for tests of its page. */
import type { Campaign, CampaignAction, Explanation, Preflight, Stage } from '@/api/types';
import type { Answers } from '@/testing/page';

export const PATH = '/api/v1/management/campaigns/c1';
export const WORKFLOW = '/api/v1/workflows/campaigns/c1';

/** A campaign of Milo's. */
export function campaign(stage: Stage, allowed_actions: CampaignAction[], changes: Partial<Campaign> = {}): Campaign {
  return {
    id: 'c1',
    name: 'Spring sale',
    advertiser_domain: 'shop.example',
    categories: [],
    channel: 'paid_media',
    currency: 'USD',
    budget: '1250.00',
    daily_budget: null,
    time_zone: 'UTC',
    pacing: 'even',
    starts_at: null,
    ends_at: '2027-04-01T00:00:00Z',
    pricing: { goal: 'reach', base_cpm: '2.50', max_cpm: '4.00', goal_value: '0.00' },
    targeting: {},
    caps: {},
    stage,
    note: '',
    allowed_actions,
    revision: 2,
    approved_revision: null,
    flight: { starts_at: null, ends_at: null },
    went_live_at: null,
    created_by: 'usr_milo',
    created_at: '2027-02-01T09:00:00Z',
    updated_at: '2027-02-01T09:00:00Z',
    ...changes,
  } as Campaign;
}

export const submitted = {
  sequence: 1,
  from_stage: 'draft',
  action: 'submit',
  to_stage: 'in_review',
  actor_id: 'usr_mara',
  actor_role: 'manager',
  comment: 'For the first warm days',
  at: '2027-02-02T09:00:00Z',
};
export const clean: Preflight = {
  campaign_id: 'c1',
  revision: 2,
  revision_hash: 'a',
  passes: true,
  blockers: 0,
  warnings: 0,
  findings: [],
};
const asleep: Explanation = {
  campaign_id: 'c1',
  stage: 'live',
  is_spending: false,
  currency: 'USD',
  from_at: '2027-02-01T00:00:00Z',
  to_at: '2027-02-02T00:00:00Z',
  traffic: { traced_requests: 4, bids: 0, wins: 0, billed_impressions: 0, spend: '0.00' },
  reasons: [
    {
      cause: 'no_creatives',
      is_blocking: true,
      weight: 1,
      text: 'it has no creatives',
      measured: '0',
      out_of: null,
      unit: 'creatives',
      from_at: '2027-02-01T00:00:00Z',
      to_at: '2027-02-02T00:00:00Z',
      remedy: 'Add one.',
      codes: {},
    },
  ],
};
const money = {
  campaign_id: 'c1',
  currency: 'USD',
  budget: '1250.00',
  confirmed: '250.00',
  in_flight: '0.00',
  disputed: '0.00',
  available: '1000.00',
  exhausted_at: null,
  closed: false,
  sequence: 9,
  today: null,
  pace: {
    mode: 'even',
    status: 'behind',
    time_zone: 'UTC',
    starts_at: '2027-02-01T00:00:00Z',
    ends_at: '2027-04-01T00:00:00Z',
    amount: '1250.00',
    planned: '400.00',
    confirmed: '250.00',
    share: 1,
  },
};

/** What the API answers of it, once it was submitted, and `more`. */
export function answers(shown: Campaign, more: Answers = {}): Answers {
  return {
    [`GET ${PATH}`]: () => shown,
    [`GET ${PATH}/budget`]: () => money,
    [`GET ${PATH}/budget/alerts`]: () => [],
    [`GET ${PATH}/explanation`]: () => asleep,
    [`GET ${PATH}/comments`]: () => ({ items: [], next_cursor: null }),
    [`GET ${WORKFLOW}/transitions`]: () => ({ items: shown.stage === 'draft' ? [] : [submitted] }),
    [`GET ${WORKFLOW}/preflight`]: () => clean,
    [`GET ${WORKFLOW}/tasks`]: () => ({ items: [] }),
    [`GET ${WORKFLOW}/execution`]: () => ({ url: 'http://127.0.0.1:8233/namespaces/default/workflows/campaign%2Fa' }),
    'GET /api/v1/workspace/colleagues': () => ({
      items: [
        { id: 'usr_milo', name: 'Milo Serra', is_active: true },
        { id: 'usr_mara', name: 'Mara Lind', is_active: true },
      ],
    }),
    ...more,
  };
}
