import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { following } from '@/testing/following';
import { visit } from '@/testing/page';
import { answers, counts, definition, journey, ONE, WRITER } from './journey.testing';

afterEach(() => void vi.restoreAllMocks());

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

test('of those who came, who was held out is told from who came in', async () => {
  const held = { ...counts, held_out: 3 };
  await visit('/journeys/j1', { ...answers, [`GET ${ONE}/counts`]: () => held }, WRITER);
  await screen.findByText('12 people came: 9 came in, 3 were held out. 7 are inside.');
});

test('those at a step are asked for again with the counts that stand beside them', async () => {
  const started = globalThis.setInterval;
  const isLooking = (everyMs?: number) => (everyMs ?? 0) >= 1_000; // by the clock alone, that is: nobody does so here
  vi.spyOn(globalThis, 'setInterval').mockImplementation(((run: () => void, everyMs?: number) =>
    isLooking(everyMs) ? 0 : started(run, everyMs)) as typeof setInterval);
  const live = following();
  const { requests } = await visit('/journeys/j1', { ...answers, 'GET /api/v1/changes': () => live.answer }, WRITER);
  fireEvent.click(await screen.findByRole('button', { name: /^Wait ?: 2 days/ }));
  await screen.findByRole('link', { name: 'Ana' });
  const asked = () => requests.filter(({ call }) => [`GET ${ONE}/counts`, `GET ${ONE}/people`].includes(call)).length;
  expect(asked()).toBe(2);
  live.say(['journeys']);
  await waitFor(() => expect(asked()).toBe(4));
});

test('who left at a step is not told together with what was not sent there', async () => {
  const steps = [{ step: 'hello', standing: 0, passed: { done: 11, 'exit rule: bought': 1 } }];
  const figures = [{ step: 'hello', total_sent: 8, refused: { consent: 3 } }];
  await visit(
    '/journeys/j1',
    {
      ...answers,
      [`GET ${ONE}/counts`]: () => ({ ...counts, steps }),
      'GET /api/v1/messages/analytics': () => figures,
    },
    WRITER,
  );
  await screen.findByRole('button', { name: /^Send an e-mail.* 11 passed ?, 1 left ?, 3 not sent/ });
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
