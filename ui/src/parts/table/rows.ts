import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';

type Row<Pages> = Pages extends readonly (infer One)[] ? One : never;

/** The rows of a list that comes in pages, which have them under `name`, and what `DataTable` asks for the next page by. */
export function useRows<Page, Name extends keyof Page>(
  { data, hasNextPage, isFetchingNextPage, fetchNextPage }: UseInfiniteQueryResult<InfiniteData<Page>, Error>,
  name: Name,
) {
  const rows = useMemo(() => data?.pages.flatMap((page) => page[name] as Row<Page[Name]>[]) ?? [], [data, name]);
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return { rows, onEnd, isLoadingMore: isFetchingNextPage };
}
