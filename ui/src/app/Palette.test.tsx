import { cleanup, screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { MARKETER, visit } from '@/testing/page';

const ANSWERS = {
  'GET /api/v1/management/campaigns': () => ({ items: [], next_cursor: null }),
  'GET /api/v1/workspace/views': () => [],
};
const field = () => screen.findByPlaceholderText('A page, a campaign, something to do');

it('keeps what is typed into it right after a jump', async () => {
  const { person, router } = await visit('/notifications', ANSWERS, undefined, { isMoving: true });
  await screen.findByRole('heading', { name: 'Notifications', level: 1 });
  await person.keyboard('{Control>}k{/Control}');
  await person.click(await field());
  await person.paste('campaigns');
  await person.keyboard('{Enter}');
  await person.keyboard('{Control>}k{/Control}');
  await waitFor(async () => expect(document.activeElement).toBe(await field()));
  await person.keyboard('notif');
  await waitFor(() => expect(router.state.location.pathname).toBe('/campaigns'));
  expect(await field()).toHaveProperty('value', 'notif');
  await person.keyboard('{Escape}');
});

it('opens while somebody writes', async () => {
  const { person } = await visit('/campaigns', ANSWERS);
  await person.type(await screen.findByRole('textbox', { name: 'Name or advertiser' }), 'a/b');
  expect(screen.queryByRole('dialog')).toBeNull();
  await person.keyboard('{Control>}k{/Control}');
  expect(await screen.findByRole('dialog', { name: 'Jump to anything' })).toBeTruthy();
  await person.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

it('is left for the title of the page that was gone to, however late that comes', async () => {
  const { person } = await visit('/notifications', ANSWERS);
  await screen.findByRole('heading', { name: 'Notifications', level: 1 });
  await person.keyboard('{Control>}k{/Control}');
  await person.click(await field());
  await person.paste('campaigns');
  await person.keyboard('{Enter}');
  const title = await screen.findByRole('heading', { name: 'Campaigns', level: 1 });
  await waitFor(() => expect(document.activeElement).toBe(title));
});

it('goes on Enter to the first of what was found, however late that comes', async () => {
  let arrive = () => {};
  const comes = new Promise<void>((resume) => {
    arrive = resume;
  });
  const sale = { person_id: 'per_1', name: 'Ana Silva', identities: {}, attributes: {} };
  const { person, router } = await visit(
    '/campaigns',
    {
      ...ANSWERS,
      'GET /api/v1/contacts/search': async () => {
        await comes;
        return { contacts: [sale], has_more: false };
      },
    },
    { ...MARKETER, permissions: ['campaign:read', 'profile:read'] },
  );
  await screen.findByRole('heading', { name: 'Campaigns', level: 1 });
  await person.keyboard('{Control>}k{/Control}');
  await person.click(await field());
  await person.paste('silva');
  await screen.findByText(/^Nothing is called that/);
  arrive();
  await waitFor(() => expect(document.querySelector('[data-action]')?.textContent).toContain('Ana Silva'));
  await person.keyboard('{Enter}');
  await waitFor(() => expect(router.state.location.pathname).toBe('/people/per_1'));
});

it('is closed for whoever comes next, in whatever state it was left', async () => {
  const { person } = await visit('/campaigns', ANSWERS);
  await screen.findByRole('heading', { name: 'Campaigns', level: 1 });
  await person.keyboard('{Control>}k{/Control}');
  await screen.findByRole('dialog', { name: 'Jump to anything' });
  cleanup();
  await visit('/campaigns', ANSWERS);
  await screen.findByRole('heading', { name: 'Campaigns', level: 1 });
  expect(screen.queryByRole('dialog')).toBeNull();
});
