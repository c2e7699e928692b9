/** What the page of the suppression list asks the API for. */
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import type { Channel, Schemas } from '@/api/types';
import { useMutation } from '@/api/useMutation';
import { save } from '@/parts/download';

export type Suppression = Schemas['SuppressionView'];
export type Reason = Schemas['SuppressionReason'];
export type Whose = Schemas['IdentityBody'];
const PAGE = 100;

export interface Filters {
  channel?: Channel;
  reason?: Reason;
}

export function useSuppressions(filters: Filters) {
  return useInfiniteQuery({
    queryKey: ['suppressions', filters],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...filters, cursor: pageParam, limit: PAGE };
      return body(api.GET('/api/v1/delivery/suppressions', { params: { query }, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: (before) => before,
  });
}

/** What the list has of an address: nothing where it may be written to. */
export function useCheck() {
  return useMutation({
    mutationFn: (whose: Whose) =>
      body(api.POST('/api/v1/delivery/suppressions/check', { body: { identities: [whose] } })),
    meta: { isShown: true },
  });
}

export function useAdd() {
  return useChange((entry: Schemas['SuppressionBody']) =>
    body(api.POST('/api/v1/delivery/suppressions', { body: { entries: [entry] } })),
  );
}

export function useTakeOff() {
  return useChange(({ identity, channel }: Pick<Suppression, 'identity' | 'channel'>) => {
    const params = { path: { identity }, query: { channel } };
    return body(api.DELETE('/api/v1/delivery/suppressions/{identity}', { params }));
  });
}

export function useImport() {
  return useChange((file: File) =>
    body(
      api.POST('/api/v1/delivery/suppressions/import', {
        body: file as never,
        bodySerializer: (said) => said as unknown as BodyInit,
        headers: { 'Content-Type': 'text/csv' },
      }),
    ),
  );
}

export function useExport() {
  return useMutation({
    mutationFn: () =>
      save(body(api.GET('/api/v1/delivery/suppressions/export', { parseAs: 'blob' })), 'suppressions.csv'),
  });
}

function useChange<Said, Answer>(mutationFn: (said: Said) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: () => queries.invalidateQueries({ queryKey: ['suppressions'] }),
    meta: { isShown: true },
  });
}
