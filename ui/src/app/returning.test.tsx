import { act, screen } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { session } from '@/api/session';
import { MARKETER, visit } from '@/testing/page';

const ANSWERS = {
  'GET /api/v1/management/campaigns': () => ({ items: [], next_cursor: null }),
  'GET /api/v1/workspace/views': () => [],
};

beforeEach(() => sessionStorage.clear());

/** Signing out in another tab takes what both share. */
async function signOutElsewhere(): Promise<void> {
  await act(async () => {
    window.dispatchEvent(new StorageEvent('storage', { key: 'campaign-express:signed-in', newValue: null }));
  });
}

it('comes back to the whole address that somebody was thrown out of, filters and all', async () => {
  const { router } = await visit('/campaigns?stage=live', ANSWERS);
  await screen.findByRole('heading', { level: 1, name: 'Campaigns' });
  const before = router.state.location.href;
  await signOutElsewhere();
  await vi.waitFor(() => expect(router.state.location.pathname).toBe('/sign-in'));
  expect(router.state.location.search).toMatchObject({ next: before });
  expect(before).toContain('stage');
});

it('what was typed is there again for whoever typed it, and for nobody else', async () => {
  const answers = { ...ANSWERS, 'GET /api/v1/creatives': () => ({ items: [], next_cursor: null }) };
  const writer = { ...MARKETER, permissions: ['journey:read' as const, 'journey:write' as const] };
  let me = writer;
  const { person, router } = await visit('/templates/new', { ...answers, 'GET /api/v1/platform/me': () => me }, writer);
  const name = () => screen.findByRole<HTMLInputElement>('textbox', { name: /^Name/ });
  await person.type(await name(), 'Welcome');
  const back = async () => {
    await signOutElsewhere();
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
