import { act, screen } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { session } from '@/api/session';
import { MARKETER, visit } from '@/testing/page';

const ANSWERS = {
  'GET /api/v1/management/campaigns': () => ({ items: [], next_cursor: null }),
  'GET /api/v1/workspace/views': () => [],
};

beforeEach(() => sessionStorage.clear());

/** What another tab takes away or leaves behind is heard in this one. */
async function elsewhere(key: 'signed-in' | 'leaving', newValue: string | null): Promise<void> {
  await act(async () => {
    window.dispatchEvent(new StorageEvent('storage', { key: `campaign-express:${key}`, newValue }));
  });
}

/** A session that both share has ended, and another tab was told so. */
const endSession = () => elsewhere('signed-in', null);

it('comes back to the whole address that somebody was thrown out of, filters and all', async () => {
  const { router } = await visit('/campaigns?stage=live', ANSWERS);
  await screen.findByRole('heading', { level: 1, name: 'Campaigns' });
  const before = router.state.location.href;
  await endSession();
  await vi.waitFor(() => expect(router.state.location.pathname).toBe('/sign-in'));
  expect(router.state.location.search).toMatchObject({ next: before });
  expect(before).toContain('stage');
});

it.each(['here', 'in another tab'])(
  'leaves nothing of where they were to the next person after signing out %s',
  async (where) => {
    const { person, router } = await visit('/campaigns?q=ana%40aurora.example', {
      ...ANSWERS,
      'DELETE /api/v1/session': () => null,
    });
    await screen.findByRole('heading', { level: 1, name: 'Campaigns' });
    if (where === 'here') {
      await person.click(screen.getByRole('button', { name: /account$/ }));
      await person.click(await screen.findByRole('button', { name: 'Sign out' }));
    } else {
      await elsewhere('leaving', 'yes');
      await endSession();
    }
    await vi.waitFor(() => expect(router.state.location.pathname).toBe('/sign-in'));
    expect(router.state.location.href).toBe('/sign-in');
  },
);

it('what was typed is there again for whoever typed it, and for nobody else', async () => {
  const answers = { ...ANSWERS, 'GET /api/v1/creatives': () => ({ items: [], next_cursor: null }) };
  const writer = { ...MARKETER, permissions: ['journey:read' as const, 'journey:write' as const] };
  let me = writer;
  const { person, router } = await visit('/templates/new', { ...answers, 'GET /api/v1/platform/me': () => me }, writer);
  const name = () => screen.findByRole<HTMLInputElement>('textbox', { name: /^Name/ });
  await person.type(await name(), 'Welcome');
  const back = async () => {
    await endSession();
    await vi.waitFor(() => expect(router.state.location.pathname).toBe('/sign-in'));
    await act(async () => {
      await session.signIn({ tenant_id: me.tenant_id, email: me.email, password: 'p' });
      await router.navigate({ to: '/templates/new' });
    });
  };
  await back();
  expect((await name()).value).toBe('Welcome');
  me = { ...writer, user_id: 'usr_mara', email: 'mara@aurora.example' };
  await back();
  expect((await name()).value).toBe('');
});
