import { screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { type Answers, visit } from '@/testing/page';

const PREFERENCE = '/api/v1/notifications/digest/preference';

function news(id: string, read_at: string | null) {
  return {
    id,
    kind: 'mention',
    subject_id: 'c1',
    title: `Ada mentioned you in ${id}`,
    text: 'Look at this.',
    at: '2027-01-01T00:00:00Z',
    read_at,
  };
}

const answers: Answers = {
  'GET /api/v1/notifications': () => ({
    items: [news('n2', null), news('n1', '2027-01-02T00:00:00Z')],
    next_cursor: null,
    unread: 1,
  }),
  'POST /api/v1/notifications/n2/read': () => ({ read: 1 }),
  [`GET ${PREFERENCE}`]: () => ({ is_on: false, hour: 8, time_zone: 'UTC' }),
  [`PUT ${PREFERENCE}`]: ({ body }) => body,
  'GET /api/v1/notifications/digest': () => ({
    subject: 'Two things wait for you',
    html: '<p>Hello</p>',
    last: { day: '2027-01-01', state: 'waiting', why: 'nobody has set up mail', at: '2027-01-01T08:00:00Z' },
  }),
};

test('everything is marked as read at once', async () => {
  const { person, requests } = await visit('/notifications', answers);
  await screen.findByText('1 you have not read.');
  await person.click(screen.getByRole('button', { name: 'Mark all as read' }));
  await waitFor(() =>
    expect(requests.find(({ call }) => call.endsWith('/n2/read'))?.query.get('and_older')).toBe('true'),
  );
});

test('somebody asks for a letter a day, at an hour of their own clock, and sees what it would say', async () => {
  const { person, requests } = await visit('/notifications', answers);
  await screen.findByText(/The letter of .* could not be sent yet.*nobody has set up mail/);
  await person.click(await screen.findByRole('switch', { name: 'Write to me once a day' }));
  await person.selectOptions(await screen.findByRole('combobox', { name: 'At' }), '06:00');
  const wishes = requests.filter(({ call }) => call === `PUT ${PREFERENCE}`).map(({ body }) => body);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  expect(wishes).toEqual([8, 6].map((hour) => ({ is_on: true, hour, time_zone: zone })));
  await person.click(screen.getByRole('button', { name: 'See what it would say now' }));
  screen.getByTitle('Two things wait for you');
});

test('whoever has been told nothing yet reads what would be here', async () => {
  const none = { items: [], next_cursor: null, unread: 0 };
  await visit('/notifications', { ...answers, 'GET /api/v1/notifications': () => none });
  await screen.findByRole('heading', { name: 'Nothing yet' });
});
