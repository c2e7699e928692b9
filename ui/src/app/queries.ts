import { type InfiniteData, MutationCache, type Query, QueryClient } from '@tanstack/react-query';
import { Problem } from '@/api/problem';
import { session } from '@/api/session';
import { showProblem } from '@/parts/states/problems';

const MOST_ATTEMPTS = 3;

export function newQueries(): QueryClient {
  const queries = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        refetchOnWindowFocus: isAtItsBeginning,
        refetchOnReconnect: isAtItsBeginning,
        retry: (attempts, error) => attempts < MOST_ATTEMPTS - 1 && isWorthAnother(error),
        retryDelay: (attempt) => 500 * 2 ** attempt,
      },
      mutations: { retry: false },
    },
    // A form that shows its own refusals says so with meta: { isShown: true }.
    mutationCache: new MutationCache({
      onError: (error, _variables, _context, mutation) => {
        if (!mutation.meta?.isShown) showProblem(error);
      },
    }),
  });
  session.subscribe(() => {
    if (session.standing === 'out') queries.clear(); // the next person sees nothing of the last one's
  });
  return queries;
}

function isWorthAnother(error: Error): boolean {
  return error instanceof Problem && (error.isPassing || error.status === 401);
}

/** A list of which somebody has called up several pages would be asked for page by page, and move under their eyes. */
export function isScrolled(data: unknown): boolean {
  return ((data as Partial<InfiniteData<unknown>> | undefined)?.pages?.length ?? 0) > 1;
}

const isAtItsBeginning = ({ state }: Query) => !isScrolled(state.data);
