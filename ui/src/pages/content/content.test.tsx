import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { MARKETER, visit } from '@/testing/page';
import { type Content, chainOf, inherited, localeOf } from './content';

const WRITER = {
  ...MARKETER,
  permissions: ['journey:read' as const, 'journey:write' as const, 'profile:read' as const],
};
const CONTENT: Content = {
  default_locale: 'en',
  wordings: { en: { subject: 'Hello', html: '<p>Hello</p>' }, de: { subject: 'Hallo' } },
};
const TEMPLATE = {
  id: 'tpl_1',
  name: 'Welcome',
  channel: 'email',
  live_version: 2,
  has_draft: false,
  draft_revision: 4,
  draft_by: 'usr_milo',
  is_archived: false,
  created_by: 'usr_milo',
  created_at: '2027-01-01T10:00:00Z',
  updated_at: '2027-01-01T10:00:00Z',
};
const PREVIEW = {
  locale: 'en',
  subject: 'Hello Ana',
  html: '<p>Hello Ana</p><script>run()</script>',
  text: 'Hello Ana',
  title: '',
  body: '',
  data: {},
  media_urls: [],
  headers: {},
  missing: [],
  items: {},
  fetched: {},
  html_bytes: 20,
  findings: [],
};
const FINDING = {
  severity: 'error',
  rule: 'no_unsubscribe',
  field: 'html',
  locale: 'en',
  message: 'there is no way to unsubscribe in the message',
  remedy: 'Add one.',
  line: 0,
  excerpt: '',
};
const ANSWERS = {
  'GET /api/v1/content/templates/tpl_1': () => ({ ...TEMPLATE, content: CONTENT }),
  'POST /api/v1/content/check': () => ({ can_be_published: true, findings: [FINDING], reads: [], blocks: {} }),
  'POST /api/v1/content/preview': () => PREVIEW,
  'GET /api/v1/content/variables': () => ({ roots: {}, variables: [], filters: {}, tags: [], blocks: [] }),
  'GET /api/v1/contacts': () => ({ contacts: [], next_cursor: null }),
  'PATCH /api/v1/content/templates/tpl_1': () => ({ ...TEMPLATE, has_draft: true, draft_revision: 5 }),
};

beforeEach(() => sessionStorage.clear());

test('templates are found by where they stand', async () => {
  const { person, requests, router } = await visit(
    '/templates',
    { 'GET /api/v1/content/templates': () => ({ templates: [TEMPLATE], next_cursor: null }) },
    WRITER,
  );
  const row = await screen.findByRole('row', { name: 'Welcome' });
  within(row).getByText('Version 2');
  await person.selectOptions(screen.getByLabelText('Standing'), 'Changed since published');
  await waitFor(() => expect(requests.at(-1)?.query.get('standing')).toBe('changed'));
  expect(router.state.location.search).toEqual({ standing: 'changed' });
});

test('what is typed is checked, seen in a frame where nothing runs, and kept as a draft', async () => {
  const { person, requests } = await visit('/templates/tpl_1', ANSWERS, WRITER);
  const subject = await screen.findByLabelText('Subject');
  await screen.findByText('1 error. It can be published.');
  const frame = await screen.findByTitle('Hello Ana');
  expect(frame.getAttribute('sandbox')).toBe('');
  expect(frame.getAttribute('srcdoc')).not.toContain('run()');
  await person.type(subject, ' you');
  const said = {
    default_locale: 'en',
    wordings: { ...CONTENT.wordings, en: { ...CONTENT.wordings.en, subject: 'Hello you' } },
  };
  await waitFor(() => {
    const saved = requests.find(({ call }) => call === 'PATCH /api/v1/content/templates/tpl_1');
    expect(saved?.body).toEqual({ content: said });
  });
  await waitFor(() => {
    const seen = requests.filter(({ call }) => call === 'POST /api/v1/content/preview').at(-1);
    expect(seen?.body).toMatchObject({ channel: 'email', content: said, locale: 'en' });
  });
});

test('a language takes from another what it does not say, until it says it itself', async () => {
  const { person } = await visit('/templates/tpl_1', ANSWERS, WRITER);
  await person.click(await screen.findByRole('button', { name: 'German' }));
  screen.getByText('What German does not say, English says.');
  expect((screen.getByLabelText('Subject') as HTMLInputElement).value).toBe('Hallo');
  await person.click(screen.getByRole('button', { name: 'Say it in German' }));
  await screen.findByText('Page, in HTML');
});

test('what somebody else wrote meanwhile is brought together with what was typed', async () => {
  let theirs = CONTENT;
  const { person, requests } = await visit(
    '/templates/tpl_1',
    {
      ...ANSWERS,
      'GET /api/v1/content/templates/tpl_1': () => ({
        ...TEMPLATE,
        draft_revision: 9,
        draft_by: 'usr_mara',
        content: theirs,
      }),
      'GET /api/v1/workspace/colleagues': () => ({
        items: [{ id: 'usr_mara', name: 'Mara Lind', is_active: true }],
      }),
      'PATCH /api/v1/content/templates/tpl_1': () => {
        if (theirs !== CONTENT) return { ...TEMPLATE, has_draft: true, draft_revision: 10 };
        theirs = { ...CONTENT, wordings: { ...CONTENT.wordings, de: { subject: 'Servus' } } };
        return new Response(
          JSON.stringify({
            error: { code: 'conflict', message: 'the draft was changed meanwhile', field: 'draft_revision' },
          }),
          { status: 409 },
        );
      },
    },
    WRITER,
  );
  await person.type(await screen.findByLabelText('Subject'), '!');
  await screen.findByText('Mara Lind changed the draft meanwhile');
  await person.click(screen.getByRole('button', { name: 'Take over what is new, and keep what I changed' }));
  await waitFor(() => {
    const kept = requests.filter(({ call }) => call.startsWith('PATCH')).at(-1)?.body as { content: Content };
    expect(kept.content.wordings.de?.subject).toBe('Servus');
    expect(kept.content.wordings.en?.subject).toBe('Hello!');
  });
});

test('who archives a template is told first what goes on sending it', async () => {
  const uses = [{ kind: 'journey', id: 'jrn_1', name: 'Welcome the new', stage: 'active' }];
  const { person } = await visit(
    '/templates/tpl_1',
    {
      ...ANSWERS,
      'GET /api/v1/content/templates/tpl_1/uses': () => uses,
      'POST /api/v1/content/templates/tpl_1/archive': () => ({ ...TEMPLATE, is_archived: true, used_by: uses }),
    },
    WRITER,
  );
  await person.click(await screen.findByRole('button', { name: 'More to do' }));
  await person.click(await screen.findByRole('menuitem', { name: 'Archive' }));
  const dialogue = await screen.findByRole('dialog');
  await within(dialogue).findByText('Welcome the new');
  await person.click(within(dialogue).getByRole('button', { name: 'Archive' }));
  await screen.findByText('It is archived. 1 thing goes on sending it.');
});

test('languages fall back from the narrow to the wide to the default', () => {
  expect(chainOf('de-AT', 'en')).toEqual(['de-AT', 'de', 'en']);
  expect(localeOf('DE_at')).toBe('de-AT');
  expect(localeOf('deutsch')).toBeNull();
  expect(inherited(CONTENT, 'de-AT', 'subject')).toEqual({ from: 'de', value: 'Hallo' });
});
