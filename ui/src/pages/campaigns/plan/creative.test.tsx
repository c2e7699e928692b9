import { cleanup, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { visit } from '@/testing/page';
import { AUTHOR, keeping, put } from './launches.testing';

beforeEach(() => sessionStorage.clear());

const nameOfCreative = () =>
  screen
    .findByRole('group', { name: 'A new creative' })
    .then((group) => group.querySelector<HTMLInputElement>('input[maxlength="200"]') as HTMLInputElement);

test('a creative that was begun is asked about on leaving, and is there again at the address of its launch', async () => {
  const asks = vi.fn(() => false);
  vi.stubGlobal('confirm', asks);
  const answers = keeping(null);
  const { person, router } = await visit('/campaigns/new', answers, AUTHOR);
  await person.click(await screen.findByRole('button', { name: 'Add a creative' }));
  await put(person, await nameOfCreative(), 'Half a banner');
  await put(person, screen.getAllByLabelText(/^Name/)[0] as HTMLElement, 'Spring sale');
  await waitFor(() => expect(router.state.location.search).toEqual({ launch: 'lnc_1' }));
  expect((await nameOfCreative()).value).toBe('Half a banner');
  await person.click(screen.getByRole('link', { name: 'Home' }));
  expect(asks).toHaveBeenCalledOnce();
  expect(router.state.location.pathname).toBe('/campaigns/new');
  cleanup();
  const again = await visit('/campaigns/new?launch=lnc_1', answers, AUTHOR);
  expect((await nameOfCreative()).value).toBe('Half a banner');
  await again.person.click(screen.getByRole('button', { name: 'Cancel' }));
  await again.person.click(await screen.findByRole('button', { name: 'Add a creative' }));
  expect((await nameOfCreative()).value).toBe('');
});
