import { afterEach, expect, test, vi } from 'vitest';
import { bringing } from './bringing';

const gone = () => Promise.reject(new TypeError('Failed to fetch dynamically imported module'));

afterEach(() => {
  vi.unstubAllGlobals();
  sessionStorage.clear();
});

test('while nothing answers, a page says so and the document stays', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
  const reload = vi.fn();
  await expect(bringing(gone, reload)).rejects.toMatchObject({ code: 'unreachable' });
  expect(reload).not.toHaveBeenCalled();
});

test('once a newer build is served, the document is loaded anew, and not again and again', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('{}')));
  const reload = vi.fn();
  void bringing(gone, reload);
  await vi.waitFor(() => expect(reload).toHaveBeenCalledOnce());
  await expect(bringing(gone, reload)).rejects.toThrow('dynamically');
  expect(reload).toHaveBeenCalledOnce();
});

test('what is there is brought', async () => {
  await expect(bringing(() => Promise.resolve({ default: 1 }))).resolves.toEqual({ default: 1 });
});
