/** A journey that the tests of these pages look at. */
import { type Answers, MARKETER } from '@/testing/page';
import type { Counts, Journey, Run, WholeJourney } from './queries';

export const WRITER = {
  ...MARKETER,
  permissions: ['journey:read', 'journey:write', 'profile:read'] as typeof MARKETER.permissions,
};
export const URL = '/api/v1/journeys';
export const ONE = `${URL}/j1`;

export const definition = {
  name: 'Welcome',
  trigger: { kind: 'event', event: { event: 'sign_up' } },
  start: 'hello',
  steps: {
    hello: { kind: 'send_email', template: 't1', next: 'rest', note: 'Agreed with legal' },
    rest: { kind: 'wait', minutes: 2_880, next: 'end' },
    end: { kind: 'exit' },
  },
};

export function journey(changes: Partial<WholeJourney> = {}): WholeJourney {
  return {
    id: 'j1',
    name: 'Welcome',
    stage: 'active',
    allowed: ['publish', 'pause', 'complete'],
    mode: 'cohort',
    live_version: 1,
    trigger: 'event',
    has_draft: false,
    draft_revision: 1,
    draft_by: 'u1',
    estimated_people: 100,
    created_by: 'u1',
    created_at: '2027-03-01T00:00:00Z',
    updated_at: '2027-03-01T00:00:00Z',
    draft: null,
    live: definition,
    faults: [],
    ...changes,
  };
}

export const counts: Counts = {
  entered: 12,
  held_out: 0,
  left: { 'exit rule: bought': 2 },
  in_progress: 7,
  refused: { 'was here before': 4 },
  goals: {},
  held_out_goals: {},
  steps: [
    { step: 'hello', standing: 0, passed: { done: 12 } },
    { step: 'rest', standing: 7, passed: { 'the time has come': 3, 'exit rule: bought': 2 } },
  ],
  messages: { entered: 12, sent: 9, refused: { consent: 3 }, failed: 0, unknown: 0, in_progress: 0 },
};

export const run: Run = {
  run_id: 'r1',
  person_id: 'p1',
  version: 1,
  entry: 1,
  status: 'waiting',
  step: 'rest',
  entered_at: '2027-03-01T00:00:00Z',
  due_at: '2027-03-03T00:00:00Z',
  ended_at: null,
  reason: '',
  held_out: false,
  goals: [],
  cause: '',
};
export const ana = {
  person_id: 'p1',
  name: 'Ana',
  attributes: { first_name: 'Ana' },
  identities: {},
  consents: [],
  devices: [],
};

export const answers: Answers = {
  [`GET ${URL}`]: () => ({ journeys: [journey() as Journey], next_cursor: null }),
  [`GET ${ONE}`]: () => journey(),
  [`GET ${ONE}/counts`]: () => counts,
  [`GET ${ONE}/people`]: () => ({ runs: [run], next: null }),
  [`GET ${ONE}/versions`]: () => [],
  'GET /api/v1/messages/analytics': () => [],
  'GET /api/v1/content/templates': () => ({ templates: [{ id: 't1', name: 'Hello there' }], next_cursor: null }),
  'GET /api/v1/segments': () => [],
  'GET /api/v1/behaviour/schemas': () => [],
  'GET /api/v1/behaviour/attributes': () => [],
  'GET /api/v1/contacts': () => ({ contacts: [ana], next_cursor: null }),
  'GET /api/v1/contacts/p1': () => ana,
};
