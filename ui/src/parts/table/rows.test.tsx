import { QueryClient, QueryClientProvider, useInfiniteQuery } from '@tanstack/react-query';
import { act, renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { expect, it } from 'vitest';
import { useRows } from './rows';

const PAGES = [
  { items: ['Ana', 'Bruno'], next: 1 },
  { items: ['Clara'], next: undefined },
];

it('has the next page fetched once the end of this one is seen, and asks for none after the last', async () => {
  const asked: number[] = [];
  const client = new QueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  const { result } = renderHook(
    () =>
      useRows(
        useInfiniteQuery({
          queryKey: ['people'],
          queryFn: async ({ pageParam }) => {
            asked.push(pageParam);
            return PAGES[pageParam] ?? { items: [], next: undefined };
          },
          initialPageParam: 0,
          getNextPageParam: ({ next }) => next,
        }),
        'items',
      ),
    { wrapper },
  );
  await waitFor(() => expect(result.current.rows).toEqual(['Ana', 'Bruno']));
  act(() => result.current.onEnd());
  await waitFor(() => expect(result.current.rows).toEqual(['Ana', 'Bruno', 'Clara']));
  act(() => result.current.onEnd());
  expect(asked).toEqual([0, 1]);
});
