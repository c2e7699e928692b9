/** What the page of exchanges and rates asks the API for. */
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import type { Schemas } from '@/api/types';
import { useMutation } from '@/api/useMutation';

export type Exchange = Schemas['ExchangeView'];
export type NewExchange = Schemas['NewExchange'];
export type ExchangeChange = Schemas['ExchangeChange'];
export type Issued = Schemas['IssuedExchangeView'];
export type Rates = Schemas['RatesView'];
export type NewRates = Schemas['RatesBody'];

const EXCHANGES = ['exchanges'];
const RATES = ['rates'];
const PAGE = 100;

export function useExchanges() {
  return useInfiniteQuery({
    queryKey: EXCHANGES,
    queryFn: ({ pageParam, signal }) => {
      const query = { cursor: pageParam, limit: PAGE };
      return body(api.GET('/api/v1/platform/exchanges', { params: { query }, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

export function useAddExchange() {
  return useChange(EXCHANGES, (exchange: NewExchange) =>
    body(api.POST('/api/v1/platform/exchanges', { body: exchange })),
  );
}

export function useChangeExchange(exchangeId: string) {
  return useChange(EXCHANGES, (change: ExchangeChange) =>
    body(
      api.PATCH('/api/v1/platform/exchanges/{exchange_id}', {
        params: { path: { exchange_id: exchangeId } },
        body: change,
      }),
    ),
  );
}

/** A new secret; the old one stays good for so many seconds beside it. */
export function useRotateSecret(exchangeId: string) {
  return useChange(EXCHANGES, (keepOld: number) =>
    body(
      api.POST('/api/v1/platform/exchanges/{exchange_id}/secret', {
        params: { path: { exchange_id: exchangeId } },
        body: { keep_old_s: keepOld },
      }),
    ),
  );
}

export function useRevoke(exchangeId: string) {
  return useChange(EXCHANGES, (_: undefined) =>
    body(api.DELETE('/api/v1/platform/exchanges/{exchange_id}', { params: { path: { exchange_id: exchangeId } } })),
  );
}

export function useRates() {
  return useQuery({
    queryKey: RATES,
    queryFn: ({ signal }) => body(api.GET('/api/v1/platform/rates', { signal })),
  });
}

export function useRatesBefore(isWanted: boolean) {
  return useQuery({
    queryKey: [...RATES, 'before'],
    queryFn: async ({ signal }) => (await body(api.GET('/api/v1/platform/rates/history', { signal }))).items,
    enabled: isWanted,
  });
}

export function usePutRates() {
  return useChange(RATES, (rates: NewRates) => body(api.PUT('/api/v1/platform/rates', { body: rates })));
}

function useChange<Said, Answer>(queryKey: readonly string[], mutationFn: (said: Said) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: () => queries.invalidateQueries({ queryKey }),
    meta: { isShown: true },
  });
}
