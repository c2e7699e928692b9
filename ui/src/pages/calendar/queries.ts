/** What the calendar asks the API for. */
import { useQuery } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import type { Schemas } from '@/api/types';
import { useMay } from '@/app/me';

export type ApiEntry = Schemas['CalendarView']['entries'][number];
export type ApiConflict = Schemas['CalendarView']['conflicts'][number];
export type Blackout = Schemas['BlackoutView'];
export type Launch = Schemas['LaunchView'];

const MOST = 200;
const MOST_PAGES = 5;

/** Everything that runs between two instants, and what gets in each other's way. */
export function useCalendar(from: string, to: string) {
  return useQuery({
    queryKey: ['calendar', 'all', from, to],
    queryFn: ({ signal }) => body(api.GET('/api/v1/workspace/calendar', { params: { query: { from, to } }, signal })),
    placeholderData: (before) => before,
  });
}

export function useBlackouts() {
  return useQuery({
    queryKey: ['calendar', 'blackouts'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/workspace/blackouts', { signal })),
  });
}

/** What each campaign between two instants may spend: asked for where budgets meet. */
export function useBudgets(from: string, to: string, isWanted: boolean) {
  return useQuery({
    queryKey: ['calendar', 'budgets', from, to],
    queryFn: async ({ signal }) => {
      const ask = (cursor?: string) =>
        body(api.GET('/api/v1/workflows/calendar', { params: { query: { from, to, limit: MOST, cursor } }, signal }));
      const pages = [await ask()];
      for (let next = pages[0]?.next_cursor; next && pages.length < MOST_PAGES; next = pages.at(-1)?.next_cursor) {
        pages.push(await ask(next));
      }
      const items = pages.flatMap((page) => page.items);
      return new Map(items.map(({ campaign_id, budget, currency }) => [campaign_id, { budget, currency }]));
    },
    enabled: isWanted,
    staleTime: 60_000,
  });
}

/** Launches that have dates and no campaign yet: campaigns are in the calendar by themselves. */
export function useLaunches() {
  return useQuery({
    queryKey: ['calendar', 'launches'],
    queryFn: async ({ signal }) => {
      const page = await body(api.GET('/api/v1/workspace/launches', { params: { query: { limit: 100 } }, signal }));
      return page.items.filter(({ campaign_id, schedule }) => campaign_id === null && schedule.starts_at);
    },
  });
}

/** Segments by their names, as conflicts name them: by id, or by the number that bidders know them by. */
export function useSegmentNames(): (said: string) => string | null {
  const mayRead = useMay('journey:read');
  const { data } = useQuery({
    queryKey: ['segments'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/segments', { signal })),
    enabled: mayRead,
    staleTime: 60_000,
  });
  return (said) => {
    const found = data?.find(({ id, number }) => id === said || String(number) === said);
    return found ? String(found.definition.name) : null;
  };
}
