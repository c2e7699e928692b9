/** What the page of connectors asks the API for. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import type { Schemas } from '@/api/types';
import { useMutation } from '@/api/useMutation';

export type Account = Schemas['api__routes__senders__AccountView'];
export type Vendor = Schemas['VendorView'];
export type NewAccount = Schemas['NewChannelAccount'];
export type AccountChange = Schemas['ChannelAccountChange'];

const KEY = ['channel accounts'];

export function useVendors() {
  return useQuery({
    queryKey: ['channel vendors'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/channels/vendors', { signal })),
    staleTime: 3_600_000,
  });
}

export function useAccounts() {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => body(api.GET('/api/v1/channels/accounts', { signal })),
  });
}

export function useConnect() {
  return useChange((account: NewAccount) => body(api.POST('/api/v1/channels/accounts', { body: account })));
}

export function useChangeAccount(accountId: string) {
  return useChange((change: AccountChange) =>
    body(
      api.PATCH('/api/v1/channels/accounts/{account_id}', {
        params: { path: { account_id: accountId } },
        body: change,
      }),
    ),
  );
}

export function useRemoveAccount(accountId: string) {
  return useChange((_: undefined) =>
    body(api.DELETE('/api/v1/channels/accounts/{account_id}', { params: { path: { account_id: accountId } } })),
  );
}

/** Whether the vendor lets the account in, and lets somebody be written as; nothing is sent to anybody. */
export function useTestAccount(accountId: string) {
  return useChange((senderId: string | null) =>
    body(
      api.POST('/api/v1/channels/accounts/{account_id}/test', {
        params: { path: { account_id: accountId } },
        body: { sender_id: senderId },
      }),
    ),
  );
}

function useChange<Said, Answer>(mutationFn: (said: Said) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn,
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
    meta: { isShown: true },
  });
}
