import { focusManager, QueryClientProvider, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { act, renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, expect, it } from 'vitest';
import { newQueries } from './queries';

afterEach(() => focusManager.setFocused(undefined));

it('asks anew for what somebody comes back to, but not for every page of a list they have scrolled through', async () => {
  const asked: string[] = [];
  const answer = (what: string) => {
    asked.push(what);
    return Promise.resolve(what);
  };
  const client = newQueries();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  const { result } = renderHook(
    () => ({
      list: useInfiniteQuery({
        queryKey: ['campaigns'],
        queryFn: ({ pageParam }) => answer(`page ${pageParam}`),
        initialPageParam: 0,
        getNextPageParam: (_, pages) => pages.length,
        staleTime: 0,
      }),
      plain: useQuery({ queryKey: ['budget'], queryFn: () => answer('budget'), staleTime: 0 }),
    }),
    { wrapper },
  );
  const rest = () =>
    waitFor(() => expect([result.current.list.isFetching, result.current.plain.isFetching]).toEqual([false, false]));
  const comeBack = async () => {
    await rest();
    asked.length = 0;
    act(() => {
      focusManager.setFocused(false);
      focusManager.setFocused(true);
    });
    await waitFor(() => expect(asked).toContain('budget'));
    await rest();
    return asked;
  };
  expect(await comeBack()).toEqual(['page 0', 'budget']);
  await act(() => result.current.list.fetchNextPage());
  expect(await comeBack()).toEqual(['budget']);
});
