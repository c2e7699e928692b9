import { act, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { pages } from '@/app/pages';
import { visit } from '@/testing/page';

const ANSWERS = {
  'GET /api/v1/management/campaigns': () => ({ items: [], next_cursor: null }),
  'GET /api/v1/workspace/views': () => [],
};

/** Whoever is signed in is sent from here to the page for signing in, and from there to what they came for. */
const FROM = '/signed-on?sso_error=not_invited&next=%2Fcampaigns';

/** The code of the page at `path` comes once what is given back is called. */
function late(path: string): () => void {
  const page = pages.find((one) => one.path === path);
  if (!page) throw new Error(`there is no page at ${path}`);
  let arrive = () => {};
  const comes = new Promise<void>((resume) => {
    arrive = resume;
  });
  const load = page.load;
  vi.spyOn(page, 'load').mockImplementation(async () => {
    await comes;
    return await load();
  });
  return arrive;
}

afterEach(() => vi.restoreAllMocks());

it('arrives once the other page’s code has come', async () => {
  const arrive = late('/sign-in');
  const { router } = await visit(FROM, ANSWERS);
  await vi.waitFor(() => expect(router.state.location.pathname).toBe('/sign-in'));
  arrive();
  await screen.findByRole('heading', { level: 1, name: 'Campaigns' });
});

it('arrives although one was brought back here while that was on its way', async () => {
  const arrive = late('/sign-in');
  const { router } = await visit(FROM, ANSWERS);
  await vi.waitFor(() => expect(router.state.location.pathname).toBe('/sign-in'));
  await act(async () => router.history.push(FROM));
  arrive();
  await screen.findByRole('heading', { level: 1, name: 'Campaigns' });
});
