import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { type Answers, MARKETER, visit } from '@/testing/page';
import { BLANK, type Definition } from './definition';

const ME = {
  ...MARKETER,
  permissions: [...MARKETER.permissions, 'journey:read', 'journey:write', 'profile:read', 'cdp:read'],
} as typeof MARKETER;

const DEFINITION: Definition = {
  ...BLANK,
  name: 'Spring offers',
  audience: { kind: 'segment', segment: 'seg_1' },
  variants: [{ name: 'a', template: 'tpl_1', template_version: 0, share: 1 }],
};

function broadcast(more: object = {}) {
  return {
    id: 'brd_1',
    name: 'Spring offers',
    stage: 'draft',
    allowed: ['schedule'],
    reason: '',
    audience: 0,
    winner: '',
    starts_at: null,
    began_at: null,
    decides_at: null,
    ended_at: null,
    revision: 3,
    created_by: 'usr_milo',
    created_at: '2027-01-02T08:00:00Z',
    updated_at: '2027-01-02T08:00:00Z',
    definition: DEFINITION,
    ...more,
  };
}

const RUNNING = broadcast({
  stage: 'running',
  allowed: ['pause', 'choose', 'cancel'],
  began_at: '2027-01-03T08:00:00Z',
});

const PREVIEW = {
  can_be_sent: true,
  faults: [],
  audience: { people: 900, margin: 0 },
  looked_at: 900,
  go: { people: 700, margin: 0 },
  refused: { consent: { people: 200, margin: 0 } },
  deferred: {},
  parts: { all: 900 },
};

function answers(more: Answers = {}): Answers {
  return {
    'GET /api/v1/broadcasts/brd_1': () => broadcast(),
    'GET /api/v1/broadcasts/brd_1/preview': () => PREVIEW,
    'POST /api/v1/broadcasts/preview': () => PREVIEW,
    'GET /api/v1/broadcasts/brd_1/transitions': () => [],
    'GET /api/v1/broadcasts/brd_1/results': () => ({ variants: [], test: null }),
    'GET /api/v1/content/templates': () => ({
      templates: [{ id: 'tpl_1', name: 'Spring letter', channel: 'email', live_version: 2 }],
      next_cursor: null,
    }),
    'GET /api/v1/segments': () => [{ id: 'seg_1', version: 1, definition: { name: 'Regulars', members: {} } }],
    'GET /api/v1/contacts': () => ({ contacts: [], next_cursor: null }),
    'GET /api/v1/workspace/colleagues': () => ({ items: [{ id: 'usr_milo', name: 'Milo Serra' }] }),
    ...more,
  };
}

afterEach(() => sessionStorage.clear());

test('whoever did not get it is named with the gate that held them back', async () => {
  const messages = [
    {
      message_id: 'msg_1',
      person_id: 'per_1',
      in_words: 'Not sent: the person has not consented (consent was never given).',
      settled_at: '2027-01-03T08:01:00Z',
      planned_at: '2027-01-03T08:00:00Z',
    },
  ];
  const { person, requests } = await visit(
    '/broadcasts/brd_1',
    answers({
      'GET /api/v1/broadcasts/brd_1': () => RUNNING,
      'GET /api/v1/broadcasts/brd_1/progress': () => ({
        stage: 'running',
        reason: '',
        entered: 10,
        sent: 6,
        refused: { consent: 3 },
        failed: 0,
        unknown: 0,
        in_progress: 1,
        is_balanced: true,
        is_audience_complete: true,
        parts: {},
      }),
      'GET /api/v1/messages': () => ({ messages, next_cursor: null }),
      'GET /api/v1/contacts/per_1': () => ({
        person_id: 'per_1',
        name: 'Bea',
        attributes: { first_name: 'Bea' },
        identities: {},
      }),
      'GET /api/v1/messages/msg_1': () => ({
        looks: [
          {
            at: '2027-01-03T08:01:00Z',
            note: '',
            verdicts: [
              { gate: 'consent', ruling: 'refused', reason: 'consent was never given', inputs: {}, until: null },
            ],
          },
        ],
        feedback: [],
      }),
    }),
    ME,
  );
  expect(await screen.findByText(/6 people of 10 have it, 3 people were held back/)).toBeTruthy();
  await person.click(await screen.findByRole('button', { name: 'Who: Have not consented' }));
  const held = await screen.findByRole('list', { name: 'Have not consented' });
  expect(await within(held).findByText('Bea')).toBeTruthy();
  const asked = requests.find(({ call }) => call === 'GET /api/v1/messages');
  expect([asked?.query.get('source'), asked?.query.get('reason')]).toEqual(['broadcast:brd_1', 'consent']);
  await person.click(within(held).getByRole('button', { name: 'Gate by gate' }));
  expect(await within(held).findByText('Have they consented?')).toBeTruthy();
});

test('what began cannot be edited, and says so; what waits is scheduled for a time', async () => {
  const { person, requests } = await visit(
    '/broadcasts/brd_1',
    answers({
      'POST /api/v1/broadcasts/brd_1/actions/schedule': () => ({ stage: 'scheduled', allowed: [], effect: '' }),
    }),
    ME,
  );
  expect(await screen.findByText(/Of 900 people it means, 700 would get it at once/)).toBeTruthy();
  await person.click(await screen.findByRole('button', { name: 'Schedule' }));
  const dialogue = await screen.findByRole('dialog');
  await person.click(within(dialogue).getByRole('button', { name: 'Schedule' }));
  await screen.findByText('Spring offers was told to begin.');
  expect(requests.find(({ call }) => call.endsWith('/actions/schedule'))?.body).toEqual({ comment: '', revision: 3 });
  cleanup();
  await visit('/broadcasts/brd_1', answers({ 'GET /api/v1/broadcasts/brd_1': () => RUNNING }), ME);
  const edit = await screen.findByRole('link', { name: 'Edit' });
  expect(edit.getAttribute('aria-description')).toBe('What has begun is not changed; write another one like it');
});

test('what is written of a new one is still there after a reload, and is kept as a draft', async () => {
  const known = answers({
    'POST /api/v1/broadcasts': () => broadcast(),
    'POST /api/v1/content/templates/tpl_1/preview': () => ({ subject: 'Hello', html: '', text: 'Hello', missing: [] }),
  });
  const first = await visit('/broadcasts/new', known, ME);
  await first.person.type(await screen.findByRole('textbox', { name: /^Name/ }), 'Spring offers');
  await first.person.click(screen.getByRole('radio', { name: 'Everybody' }));
  cleanup();
  const { person, requests } = await visit('/broadcasts/new', known, ME);
  expect(((await screen.findByRole('textbox', { name: /^Name/ })) as HTMLInputElement).value).toBe('Spring offers');
  const keep = screen.getByRole('button', { name: 'Keep as a draft' });
  expect(keep.getAttribute('aria-description')).toBe('It needs a message to send.');
  await person.click(screen.getByRole('combobox', { name: /^Template/ }));
  await person.click(await screen.findByRole('option', { name: 'Spring letter' }));
  await person.click(keep);
  await screen.findByText(/is kept as a draft/);
  const made = requests.find(({ call }) => call === 'POST /api/v1/broadcasts')?.body as Definition;
  expect([made.name, made.audience.kind, made.variants[0]?.template]).toEqual(['Spring offers', 'everybody', 'tpl_1']);
});

test('a draft that somebody else changed meanwhile says what, and takes both', async () => {
  let kept = broadcast();
  const known = answers({
    'GET /api/v1/broadcasts/brd_1': () => kept,
    'PUT /api/v1/broadcasts/brd_1': () => kept,
  });
  const first = await visit('/broadcasts/brd_1/edit', known, ME);
  await first.person.type(await screen.findByRole('textbox', { name: /^Name/ }), '!');
  cleanup();
  kept = broadcast({ revision: 4, definition: { ...DEFINITION, per_minute: 500 } });
  const { person, requests } = await visit('/broadcasts/brd_1/edit', known, ME);
  expect(await screen.findByText(/They changed the speed/)).toBeTruthy();
  await person.click(screen.getByRole('button', { name: /Take over what is new/ }));
  await person.click(screen.getByRole('button', { name: 'Save' }));
  await screen.findByText('Saved.');
  const put = requests.find(({ call }) => call.startsWith('PUT'))?.body as Definition;
  expect([put.name, put.per_minute]).toEqual(['Spring offers!', 500]);
});

test('nobody is asked for who may not be named', async () => {
  const viewer = { ...ME, permissions: ME.permissions.filter((one) => one === 'journey:read') } as typeof MARKETER;
  await visit(
    '/broadcasts/brd_1',
    answers({
      'GET /api/v1/broadcasts/brd_1': () => RUNNING,
      'GET /api/v1/broadcasts/brd_1/progress': () => ({
        ...{ stage: 'running', reason: '', entered: 3, sent: 2, refused: { consent: 1 }, failed: 0, unknown: 0 },
        ...{ in_progress: 0, is_balanced: true, is_audience_complete: true, parts: {} },
      }),
    }),
    viewer,
  );
  expect(await screen.findByText('Have not consented')).toBeTruthy();
  expect(screen.queryByRole('button', { name: /^Who/ })).toBeNull();
});

test('a share held out that is no whole number stays as typed, is marked, and is saved by nobody', async () => {
  const { person, requests } = await visit('/broadcasts/brd_1/edit', answers(), ME);
  await person.type(await screen.findByRole('textbox', { name: /^Name/ }), '!');
  const field = screen.getByLabelText<HTMLInputElement>('Held out');
  await person.clear(field);
  await person.type(field, '2,5');
  await person.tab();
  screen.getByText('Not taken: write a whole number from 0 to 50');
  expect(field.value).toBe('2,5');
  const save = screen.getByRole('button', { name: 'Save' });
  expect(save.getAttribute('aria-description')).toBe('Mend what is marked first.');
  await person.click(save);
  expect(requests.filter(({ call }) => call.startsWith('PUT'))).toEqual([]);
});
