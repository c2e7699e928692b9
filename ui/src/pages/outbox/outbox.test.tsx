import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { harmless } from '@/parts/harmless';
import { MARKETER, visit } from '@/testing/page';

const READER = { ...MARKETER, permissions: ['profile:read' as const] };
const summary = {
  message_id: 'm1',
  person_id: 'p1',
  channel: 'email',
  at: '2027-01-01T10:00:00Z',
  address: 'ana@example.com',
  sender: 'hello@aurora.example',
  sender_name: 'Aurora Coffee',
  subject: 'Your first cup',
  source: 'journey:jrn_1',
};
const letter = {
  ...summary,
  html: '<p>Hello Ana</p>',
  text: 'Hello Ana, plainly',
  title: '',
  body: '',
  data: {},
  media_urls: [],
  headers: {},
  ids: {},
  reply_to: '',
};

test('the latest message is shown as its reader sees it, in a frame where nothing runs', async () => {
  const { person } = await visit(
    '/outbox',
    {
      'GET /api/v1/outbox/messages': () => ({ messages: [summary], next_cursor: null }),
      'GET /api/v1/outbox/messages/m1': () => letter,
    },
    READER,
  );
  const frame = await screen.findByTitle('Your first cup');
  expect(frame.getAttribute('sandbox')).toBe('');
  expect(frame.getAttribute('srcdoc')).toContain('Hello Ana');
  await person.click(screen.getByRole('radio', { name: 'As plain text' }));
  await screen.findByText('Hello Ana, plainly');
});

test('looking at a message is not counted as reading it', () => {
  const shown = harmless(
    '<p>Hi</p><a href="https://a.example/r/c/1">Shop</a><script>run()</script>' +
      '<img src="https://a.example/r/o/1.gif"><img src="https://a.example/cup.png">',
  );
  expect(shown).not.toContain('/r/o/1.gif');
  expect(shown).not.toContain('run()');
  expect(shown).toContain('cup.png');
  expect(shown).toContain('target="_blank"');
});

test('an empty outbox says what would be in it', async () => {
  await visit('/outbox', { 'GET /api/v1/outbox/messages': () => ({ messages: [], next_cursor: null }) }, READER);
  await screen.findByRole('heading', { name: 'Nothing was sent yet' });
});
