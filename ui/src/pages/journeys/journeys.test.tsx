import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { type Answers, MARKETER, visit } from '@/testing/page';
import type { Counts, Journey, Run, WholeJourney } from './queries';

beforeEach(() => sessionStorage.clear());

const WRITER = {
  ...MARKETER,
  permissions: ['journey:read', 'journey:write', 'profile:read'] as typeof MARKETER.permissions,
};
const URL = '/api/v1/journeys';
const ONE = `${URL}/j1`;

const definition = {
  name: 'Welcome',
  trigger: { kind: 'event', event: { event: 'sign_up' } },
  start: 'hello',
  steps: {
    hello: { kind: 'send_email', template: 't1', next: 'rest', note: 'Agreed with legal' },
    rest: { kind: 'wait', minutes: 2_880, next: 'end' },
    end: { kind: 'exit' },
  },
};

function journey(changes: Partial<WholeJourney> = {}): WholeJourney {
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

const counts: Counts = {
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

const run: Run = {
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
const ana = {
  person_id: 'p1',
  name: 'Ana',
  attributes: { first_name: 'Ana' },
  identities: {},
  consents: [],
  devices: [],
};

const answers: Answers = {
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

test('a list of journeys says how many are inside and what was refused', async () => {
  await visit('/journeys', answers, WRITER);
  const row = within(await screen.findByRole('row', { name: 'Welcome' }));
  await row.findByText('7');
  row.getByText('Active');
  row.getByText('3');
});

test('people are seen at the step where they stand, and called by their names', async () => {
  await visit('/journeys/j1', answers, WRITER);
  const card = await screen.findByRole('button', { name: /^Wait ?: 2 days ?, 7 waiting ?, 3 passed ?, 2 left/ });
  fireEvent.click(card); // what moves the canvas asks a pressed button more than is there
  await screen.findByRole('link', { name: 'Ana' });
  screen.getByText('Left, exit rule: bought');
});

test('two ways to the same step stand beside each other, each with its name and its own place for a step', async () => {
  const steps = {
    ask: { kind: 'wait_for_event', event: { event: 'purchase' }, timeout_minutes: 60, next: 'end', on_timeout: 'end' },
    end: { kind: 'exit' },
  };
  const draft = { ...definition, start: 'ask', steps };
  await visit(
    '/journeys/j1?version=0',
    { ...answers, [`GET ${ONE}`]: () => journey({ has_draft: true, draft }) },
    WRITER,
  );
  const place = (label: string) => {
    const text = screen.getByText(label, { selector: 'text title' }).parentElement;
    const plus = text?.parentElement?.querySelector('g');
    const at = /translate\((\S+) /.exec(plus?.getAttribute('transform') ?? '')?.[1];
    return { label: Number(text?.getAttribute('x')), plus: Number(at) };
  };
  await screen.findByText('It happens', { selector: 'text title' });
  const [one, other] = [place('It happens'), place('Too late')];
  expect(Math.abs(one.label - other.label)).toBeGreaterThan(100);
  expect(Math.abs(one.plus - other.plus)).toBeGreaterThan(18);
});

test('arrow keys walk from step to step', async () => {
  const { person } = await visit('/journeys/j1', answers, WRITER);
  const door = await screen.findByRole('button', { name: /^When sign up happens/ });
  door.focus();
  await person.keyboard('{ArrowDown}');
  await screen.findByRole('heading', { name: 'Send an e-mail' });
  screen.getByText('Agreed with legal');
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('button', { name: /^Send an e-mail/ })));
  await person.keyboard('{ArrowDown}');
  await screen.findByRole('heading', { name: 'Wait' });
});

test('a change is kept, its findings are shown on the step, and it can be undone', async () => {
  const fault = { step: 'hello', rule: "'Hello there' was never published", remedy: 'Publish it.' };
  const { person, requests } = await visit(
    '/journeys/j1?version=0',
    { ...answers, [`PUT ${ONE}/draft`]: () => ({ can_run: false, faults: [fault] }) },
    WRITER,
  );
  fireEvent.click(await screen.findByRole('button', { name: /^Wait ?: 2 days/ }));
  await person.click(screen.getByRole('button', { name: 'Add a step' }));
  await person.click(await screen.findByRole('button', { name: 'Split by chance' }));
  await screen.findByRole('button', { name: /^Split by chance ?: A · B/ });
  await screen.findByRole('button', { name: /^Send an e-mail ?: Hello there.*, 1 ?finding/ });
  const saved = requests.find(({ call }) => call === `PUT ${ONE}/draft`)?.body as typeof definition;
  expect(saved.steps.rest.next).toBe('split');
  await person.click(screen.getByRole('button', { name: 'Undo' }));
  await waitFor(() => expect(screen.queryByRole('button', { name: /^Split by chance/ })).toBeNull());
});

const LATE = { code: 'conflict', message: 'the draft was changed meanwhile', remedy: 'Read it again.' };

/** A draft that Mara changes while Milo, who looks at its wait, writes. */
async function contested() {
  let kept = journey({ has_draft: true, draft: definition, draft_revision: 4, draft_by: 'usr_milo' });
  const { rest, ...others } = definition.steps;
  const shown = await visit(
    '/journeys/j1?version=0',
    {
      ...answers,
      [`GET ${ONE}`]: () => kept,
      [`PUT ${ONE}/draft`]: () =>
        kept.draft_revision === 5 && !isTaken
          ? new Response(JSON.stringify({ error: LATE }), { status: 409 })
          : { faults: [] },
      'GET /api/v1/workspace/colleagues': () => ({ items: [{ id: 'usr_mara', name: 'Mara Lind', is_active: true }] }),
    },
    WRITER,
  );
  let isTaken = false;
  fireEvent.click(await screen.findByRole('button', { name: /^Wait ?: 2 days/ }));
  const note = await screen.findByLabelText<HTMLTextAreaElement>('Note for colleagues');
  const theirs = { ...definition, steps: { ...others, rest: { note: 'Hers', ...rest, minutes: 4_320 } } };
  kept = journey({ has_draft: true, draft: theirs, draft_revision: 5, draft_by: 'usr_mara' });
  await shown.person.type(note, 'A considered note');
  const alert = (await screen.findByText('Mara Lind changed the draft meanwhile')).closest('[role=alert]');
  await screen.findByText('Both of you changed:');
  const takes = async (how: string) => {
    isTaken = true;
    await shown.person.click(screen.getByRole('button', { name: how }));
    await screen.findByRole('button', { name: /^Wait ?: 3 days/ });
    expect(screen.queryByText(/changed the draft meanwhile/)).toBeNull();
  };
  const written = () => screen.getByLabelText<HTMLTextAreaElement>('Note for colleagues').value;
  return { ...shown, alert, takes, written };
}

test('whoever comes too late to save a draft sees who was faster and what both changed, and keeps what they wrote', async () => {
  const { alert, takes, written, requests } = await contested();
  expect(alert?.textContent).toMatch(/Wait: note.*Theirs: Hers.*Yours: A considered note/);
  expect(alert?.textContent).not.toContain('how long');
  await takes('Take over what is new, and keep what I changed');
  expect(written()).toBe('A considered note');
  const saved = () => requests.filter(({ call }) => call === `PUT ${ONE}/draft`).at(-1)?.body as typeof definition;
  await waitFor(() => expect(saved().steps.rest).toMatchObject({ minutes: 4_320, note: 'A considered note' }));
});

test('theirs is taken on request', async () => {
  const { takes, written } = await contested();
  await takes('Take theirs, and forget mine');
  expect(written()).toBe('Hers');
});

test('what could not be saved is asked about on leaving, and is there again after a reload', async () => {
  const asks = vi.fn(() => false);
  vi.stubGlobal('confirm', asks);
  let isDown = true;
  const network = {
    ...answers,
    [`GET ${ONE}`]: () => journey({ has_draft: true, draft: definition, draft_revision: 4 }),
    [`PUT ${ONE}/draft`]: () => {
      if (isDown) throw new Error('there is no network');
      return { faults: [] };
    },
  };
  const first = await visit('/journeys/j1?version=0', network, WRITER);
  fireEvent.click(await screen.findByRole('button', { name: /^Wait ?: 2 days/ }));
  await first.person.type(await screen.findByLabelText('Note for colleagues'), 'A considered note');
  await screen.findByText('Not saved');
  await first.person.click(screen.getByRole('link', { name: 'Home' }));
  expect(asks).toHaveBeenCalledOnce();
  expect(first.router.state.location.pathname).toBe('/journeys/j1');
  cleanup();
  isDown = false;
  const { requests } = await visit('/journeys/j1?version=0', network, WRITER);
  await screen.findByText('Saved');
  const saved = requests.find(({ call }) => call === `PUT ${ONE}/draft`)?.body as typeof definition;
  expect(saved.steps.rest).toMatchObject({ note: 'A considered note' });
});

test('whoever publishes says what becomes of the people inside', async () => {
  const moves = [{ version: 1, step: 'rest', people: 7, to_step: null as string | null, keeps_wait: false }];
  const preview = ({ body }: { body: unknown }) => {
    const to_step = (body as { mapping: Record<string, string> }).mapping.rest ?? null;
    return { people: 7, leaving: to_step ? 0 : 7, moves: moves.map((one) => ({ ...one, to_step })) };
  };
  const { person, requests } = await visit(
    '/journeys/j1?version=0',
    {
      ...answers,
      [`GET ${ONE}`]: () => journey({ has_draft: true, draft: definition, draft_revision: 4 }),
      [`GET ${ONE}/estimate`]: () => ({ people: 90, mode: 'cohort' }),
      [`POST ${ONE}/moves/preview`]: preview,
      [`POST ${ONE}/actions/publish`]: () => ({ stage: 'active', version: 2, allowed: [], effect: '' }),
    },
    WRITER,
  );
  await person.click(await screen.findByRole('button', { name: 'Publish' }));
  await person.click(await screen.findByRole('radio', { name: /go over to the new version/ }));
  screen.getByRole('button', { name: 'Publish, move 0, let 7 leave' });
  await person.click(screen.getByRole('combobox', { name: 'Where those at Wait: 2 days go on' }));
  await person.click(await screen.findByRole('option', { name: 'Send an e-mail: Hello there' }));
  await person.dblClick(await screen.findByRole('button', { name: 'Publish and move 7' }));
  await screen.findByText('Version 2 is live.');
  expect(requests.filter(({ call }) => call === `POST ${ONE}/actions/publish`)).toHaveLength(1);
  expect(requests.find(({ call }) => call === `POST ${ONE}/actions/publish`)?.body).toEqual({
    comment: '',
    draft_revision: 4,
    people_inside: 'move',
    mapping: { rest: 'hello' },
  });
});

test('somebody is taken through as the clock is moved, and their messages are shown', async () => {
  const message = {
    channel: 'email',
    status: 'sent',
    subject: 'Hello Ana',
    html: '',
    text: 'Good to have you',
    verdicts: [],
  };
  const moment = { visit: 0, outcome: 'done', until: null, details: {}, message: null };
  const moments = [
    { ...moment, at: '2027-03-01T00:00:00Z', what: 'entered', step: '', kind: '' },
    {
      ...moment,
      at: '2027-03-03T00:00:00Z',
      what: 'message',
      step: 'hello',
      kind: 'send_email',
      outcome: 'sent',
      message: { ...message, address: '', missing: [], title: '', body: '', segments: 0, note: '', reason: '' },
    },
  ];
  const simulated = {
    version: 1,
    starts_at: '2027-03-01T00:00:00Z',
    until: '2027-03-31T00:00:00Z',
    problems: [],
    moments,
  };
  const { person, requests } = await visit(
    '/journeys/j1',
    { ...answers, [`POST ${ONE}/simulate`]: () => simulated },
    WRITER,
  );
  await person.click(await screen.findByRole('button', { name: 'Rehearse' }));
  await person.click(await screen.findByRole('combobox', { name: 'As whom' }));
  await person.click(await screen.findByRole('option', { name: 'Ana' }));
  await screen.findByText('They come in');
  expect(screen.queryByText('Hello Ana')).toBeNull();
  await person.click(screen.getByRole('button', { name: 'To what happens next' }));
  await screen.findByText('Hello Ana');
  screen.getByText('After 2 days');
  expect(requests.find(({ call }) => call === `POST ${ONE}/simulate`)?.query.get('version')).toBe('1');
});

test('whoever only reads is offered nothing to change', async () => {
  await visit('/journeys/j1', answers, { ...WRITER, permissions: ['journey:read'] });
  const card = await screen.findByRole('button', { name: /^Wait ?: 2 days/ });
  fireEvent.click(card);
  await screen.findByText('Who they are is for colleagues who may read profiles.');
  expect(screen.queryByRole('button', { name: 'Edit' })).toBeNull();
});
