import { screen, waitFor } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { MARKETER, visit } from '@/testing/page';
import { pages } from './pages';

const ANSWERS = {
  'GET /api/v1/management/campaigns': () => ({ items: [], next_cursor: null }),
  'GET /api/v1/workspace/views': () => [],
};

it('shows where one goes as soon as one goes there, and that it is on its way', async () => {
  const page = pages.find(({ path }) => path === '/campaigns');
  if (!page) throw new Error('there is no such page');
  let arrive = () => {};
  const comes = new Promise<void>((resume) => {
    arrive = resume;
  });
  const load = page.load;
  vi.spyOn(page, 'load').mockImplementation(async () => {
    await comes;
    return await load();
  });
  const { person } = await visit('/notifications', ANSWERS);
  await screen.findByRole('heading', { name: 'Notifications', level: 1 });
  await person.click(document.querySelector('nav a[href="/campaigns"]') as HTMLElement);
  await screen.findByLabelText('Loading Campaigns');
  const current = () => [...document.querySelectorAll('nav [aria-current=page]')].map(({ textContent }) => textContent);
  expect(current()).toEqual(['Campaigns']);
  arrive();
  await screen.findByRole('heading', { name: 'Campaigns', level: 1 });
  await waitFor(() => expect(screen.queryByLabelText('Loading Campaigns')).toBeNull());
  expect(current()).toEqual(['Campaigns']);
});

it('heads a page that is not open to somebody with that', async () => {
  await visit('/people', {}, { ...MARKETER, permissions: ['campaign:read'] });
  await screen.findByRole('heading', { name: 'People is not open to you', level: 1 });
  expect(document.title).toBe('People is not open to you · Campaign Express');
});

it('says how people are found where nothing was', async () => {
  const { person } = await visit(
    '/campaigns',
    {
      ...ANSWERS,
      'GET /api/v1/segments': () => [],
      'GET /api/v1/contacts/search': () => ({ contacts: [], has_more: false }),
    },
    { ...MARKETER, permissions: ['campaign:read', 'profile:read'] },
  );
  await screen.findByRole('heading', { name: 'Campaigns', level: 1 });
  await person.click(screen.getByRole('button', { name: /^Jump to anything ?Ctrl K/ }));
  await person.type(await screen.findByPlaceholderText('A page, a campaign, something to do'), 'bruno cos');
  await screen.findByText(/^Nothing is called that. People are found by the beginning of their first or last name/);
});

it('says at the door that a session has ended', async () => {
  let isOver = false;
  const refused = () => Response.json({ error: { code: 'unauthenticated', message: 'over' } }, { status: 401 });
  const answers = { ...ANSWERS, 'POST /api/v1/session/refresh': refused };
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2027-03-01T10:00:00Z') });
  const { router } = await visit('/campaigns', {
    ...answers,
    'GET /api/v1/management/campaigns': () => (isOver ? refused() : { items: [], next_cursor: null }),
  });
  await screen.findByRole('heading', { name: 'Campaigns', level: 1 });
  isOver = true;
  vi.setSystemTime(new Date('2027-03-01T12:00:00Z'));
  await router.navigate({ to: '/notifications' });
  await screen.findByText('Your session has ended');
  screen.getByRole('button', { name: 'Sign in' });
  vi.useRealTimers();
});

it('says of what is not there that it is not, and leads to its like', async () => {
  const gone = { error: { code: 'not_found', message: 'there is no campaign nope' } };
  await visit('/campaigns/nope', {
    'GET /api/v1/management/campaigns/nope': () => Response.json(gone, { status: 404 }),
  });
  await screen.findByRole('heading', { name: 'There is no campaign nope', level: 1 });
  expect(document.title).toBe('There is no campaign nope · Campaign Express');
  expect(screen.getByRole('link', { name: 'To Campaigns' }).getAttribute('href')).toBe('/campaigns');
  expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
});
