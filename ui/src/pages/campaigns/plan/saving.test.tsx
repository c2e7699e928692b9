import { cleanup, screen, waitFor } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { visit } from '@/testing/page';
import { AUTHOR, failing, keeping, LAUNCHES, launch, put } from './launches.testing';

test('while the server cannot be reached it is said so, and saved by itself once it can', async () => {
  const { api, answers } = failing(null);
  api.answer = () => {
    throw new TypeError('Failed to fetch');
  };
  const { person, router } = await visit('/campaigns/new', answers, AUTHOR);
  await put(person, await screen.findByLabelText(/^Name/), 'Spring sale');
  await screen.findByText(/^Not saved: The server cannot be reached\. It is tried again by itself/);
  expect(screen.queryByText(/\.\./)).toBeNull();
  api.answer = null;
  await screen.findByText(/^Saved\./);
  await waitFor(() => expect(router.state.location.search).toEqual({ launch: 'lnc_1' }));
  expect(screen.queryByRole('button', { name: 'Save now' })).toBeNull();
});

test('whoever does not want to wait saves now, after a server that failed', async () => {
  const { api, answers } = failing(launch());
  api.answer = () => Response.json({ error: { code: 'away', message: 'the database is away.' } }, { status: 503 });
  const { person } = await visit('/campaigns/new?launch=lnc_1', answers, AUTHOR);
  await put(person, await screen.findByLabelText(/^Advertiser/), 'shop.example');
  const button = await screen.findByRole('button', { name: 'Save now' });
  screen.getByText(/^Not saved: The database is away\./);
  api.answer = null;
  await person.click(button);
  await screen.findByText(/^Saved\./);
});

test('leaving what could not be saved is asked about, and it is there again on return', async () => {
  const { api, answers } = failing(null);
  api.answer = () => Response.json({ error: { code: 'away', message: 'away.' } }, { status: 503 });
  const { person, router } = await visit('/campaigns/new', answers, AUTHOR);
  await put(person, await screen.findByLabelText(/^Name/), 'Spring sale');
  await screen.findByRole('button', { name: 'Save now' });
  const asked = vi.fn(() => false);
  vi.stubGlobal('confirm', asked);
  void router.navigate({ to: '/campaigns' });
  await waitFor(() => expect(asked).toHaveBeenCalledOnce());
  expect(router.state.location.pathname).toBe('/campaigns/new');
  cleanup(); // as a reload does
  await visit('/campaigns/new', answers, AUTHOR);
  await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>(/^Name/).value).toBe('Spring sale'));
  api.answer = null;
  await screen.findByText(/^Saved\./);
});

test('a reload before it was saved loses nothing', async () => {
  const answers = keeping(launch());
  const never = { [`PATCH ${LAUNCHES}/lnc_1`]: () => new Promise(() => undefined) };
  const { person } = await visit('/campaigns/new?launch=lnc_1', { ...answers, ...never }, AUTHOR);
  await put(person, await screen.findByLabelText(/^Advertiser/), 'shop.example');
  cleanup();
  const { requests } = await visit('/campaigns/new?launch=lnc_1', answers, AUTHOR);
  await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>(/^Advertiser/).value).toBe('shop.example'));
  await screen.findByText(/^Saved\./);
  expect(requests.some(({ call }) => call.startsWith('PATCH'))).toBe(true);
});

test('what was typed just before going elsewhere is saved behind whoever goes', async () => {
  const { person, requests, router } = await visit('/campaigns/new?launch=lnc_1', keeping(launch()), AUTHOR);
  await put(person, await screen.findByLabelText(/^Advertiser/), 'shop.example');
  await router.navigate({ to: '/campaigns' });
  expect(router.state.location.pathname).toBe('/campaigns');
  await waitFor(() => expect(requests.some(({ call }) => call.startsWith('PATCH'))).toBe(true));
  await waitFor(() => expect(Object.keys(sessionStorage).filter((key) => key.startsWith('unsaved'))).toEqual([]));
});
