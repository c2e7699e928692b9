/** What the page of demand-side platforms asks the API for. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import type { Schemas } from '@/api/types';
import { useMutation } from '@/api/useMutation';
import { useMay } from '@/app/me';

export type Platform = Schemas['PlatformView'];
export type Account = Schemas['api__routes__dsp__accounts__AccountView'];
export type NewAccount = Schemas['NewDspAccount'];
export type AccountChange = Schemas['DspAccountChange'];
export type Audience = Schemas['api__routes__dsp__audiences__AudienceView'];
export type NewAudience = Schemas['NewAudience'];

const ACCOUNTS = ['platform accounts'];
const AUDIENCES = ['platform audiences'];
const LOOK_EVERY_MS = 20_000;

export function usePlatforms() {
  return useQuery({
    queryKey: ['platforms'],
    queryFn: ({ signal }) => body(api.GET('/v1/dsp/platforms', { signal })),
    staleTime: 3_600_000,
  });
}

export function useAccounts() {
  return useQuery({ queryKey: ACCOUNTS, queryFn: ({ signal }) => body(api.GET('/v1/dsp/accounts', { signal })) });
}

export function useConnect() {
  return useChange(ACCOUNTS, (account: NewAccount) => body(api.POST('/v1/dsp/accounts', { body: account })));
}

export function useChangeAccount(accountId: string) {
  return useChange(ACCOUNTS, (change: AccountChange) =>
    body(api.PATCH('/v1/dsp/accounts/{account_id}', { params: { path: { account_id: accountId } }, body: change })),
  );
}

/** Whether the platform lets us in; nothing is changed there. */
export function useTestAccount(accountId: string) {
  return useMutation({
    mutationFn: () =>
      body(api.POST('/v1/dsp/accounts/{account_id}/test', { params: { path: { account_id: accountId } } })),
    meta: { isShown: true },
  });
}

export function useAudiences() {
  return useQuery({
    queryKey: AUDIENCES,
    queryFn: ({ signal }) => body(api.GET('/v1/dsp/audiences', { signal })),
    refetchInterval: LOOK_EVERY_MS,
  });
}

export function useAddAudience() {
  return useChange(AUDIENCES, (audience: NewAudience) => body(api.POST('/v1/dsp/audiences', { body: audience })));
}

export function useSync(audienceId: string) {
  return useChange(AUDIENCES, (_: undefined) =>
    body(api.POST('/v1/dsp/audiences/{audience_id}/sync', { params: { path: { audience_id: audienceId } } })),
  );
}

export function useStop(audienceId: string) {
  return useChange(AUDIENCES, (_: undefined) =>
    body(api.POST('/v1/dsp/audiences/{audience_id}/stop', { params: { path: { audience_id: audienceId } } })),
  );
}

/** Segments by the number that platforms know them by. */
export function useSegments() {
  const mayRead = useMay('cdp:read');
  return useQuery({
    queryKey: ['segments'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/segments', { signal })),
    enabled: mayRead,
  });
}

function useChange<Said, Answer>(queryKey: readonly string[], mutationFn: (said: Said) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn,
    onSettled: () => queries.invalidateQueries({ queryKey }),
    meta: { isShown: true },
  });
}
