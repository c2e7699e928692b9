import { QueryClient } from '@tanstack/react-query';
import { screen, waitFor } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import type { Schemas } from '@/api/types';
import { following } from '@/testing/following';
import { visit } from '@/testing/page';
import { Glance } from './changes';

const note = (number: number): Schemas['NotificationView'] => ({
  id: `ntf_${number}`,
  kind: 'budget_alert',
  subject_id: 'cmp_1',
  title: `Alert ${number}`,
  text: '80 % of the budget is spent.',
  at: '2027-03-01T09:00:00Z',
  read_at: null,
});

it('shows what a colleague has changed without being asked to', async () => {
  const live = following();
  const items = [note(1)];
  const { requests } = await visit('/notifications', {
    'GET /api/v1/changes': () => live.answer,
    'GET /api/v1/notifications': () => ({ items, next_cursor: null, unread: items.length }),
  });
  await screen.findByText('Alert 1');
  items.unshift(note(2));
  live.say(['comments']);
  live.say(['notifications']);
  await screen.findByText('Alert 2');
  expect(requests.filter(({ call }) => call.includes('/platform/me'))).toHaveLength(1);
});

it('waits until somebody looks', () => {
  vi.useFakeTimers();
  const looking = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
  const queries = new QueryClient();
  const asked = vi.spyOn(queries, 'invalidateQueries');
  const glance = new Glance(queries);
  glance.take(['notifications']);
  vi.advanceTimersByTime(60_000);
  expect(asked).not.toHaveBeenCalled();
  looking.mockReturnValue('visible');
  document.dispatchEvent(new Event('visibilitychange'));
  expect(asked).toHaveBeenCalledOnce();
  glance.end();
  looking.mockRestore();
  vi.useRealTimers();
});

it('asks no more often than every two seconds, however much changes', () => {
  vi.useFakeTimers();
  const queries = new QueryClient();
  const asked = vi.spyOn(queries, 'invalidateQueries');
  const glance = new Glance(queries);
  for (let passedMs = 0; passedMs < 10_000; passedMs += 100) {
    glance.take(['campaigns']);
    vi.advanceTimersByTime(100);
  }
  expect(asked.mock.calls.length).toBeLessThanOrEqual(5);
  expect(asked.mock.calls.length).toBeGreaterThanOrEqual(4);
  glance.end();
  vi.useRealTimers();
});

it('leaves a list alone that somebody has scrolled into', async () => {
  vi.useFakeTimers();
  const queries = new QueryClient();
  queries.setQueryData(['notifications', 'page'], { pages: [{}, {}], pageParams: [0, 1] });
  queries.setQueryData(['notifications', 'unread'], { pages: [{}], pageParams: [0] });
  const glance = new Glance(queries);
  glance.take(['notifications']);
  await vi.advanceTimersByTimeAsync(1_000);
  const isStale = (part: string) => queries.getQueryState(['notifications', part])?.isInvalidated;
  expect([isStale('page'), isStale('unread')]).toEqual([false, true]);
  glance.end();
  vi.useRealTimers();
});

it('comes back when the answer ends', async () => {
  const [first, second] = [following(), following()];
  const answers = [first.answer, second.answer];
  const { requests } = await visit('/notifications', { 'GET /api/v1/changes': () => answers.shift() });
  const asked = () => requests.filter(({ call }) => call === 'GET /api/v1/changes');
  await waitFor(() => expect(asked()).toHaveLength(1));
  first.end();
  await waitFor(() => expect(asked()).toHaveLength(2));
  expect(asked()[0]?.query.get('tenant_id')).toBe('aurora');
});
