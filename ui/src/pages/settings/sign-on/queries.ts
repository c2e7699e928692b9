/** What the page of single sign-on asks the API for. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import type { Schemas } from '@/api/types';
import { useMutation } from '@/api/useMutation';
import { useTenantQuery } from '../tenant';

export type Provider = Schemas['api__routes__sso_providers__ProviderView'];
export type NewProvider = Schemas['NewProviderBody'];
export type ProviderChange = Schemas['ProviderChange'];
export type Joining = Schemas['Joining'];

const KEY = 'identity providers';

export function useProviders() {
  const query = useTenantQuery();
  return useQuery({
    queryKey: [KEY, query],
    queryFn: ({ signal }) => body(api.GET('/api/v1/platform/identity-providers', { params: { query }, signal })),
  });
}

export function useAddProvider() {
  const tenant = useTenantQuery();
  return useChange((provider: NewProvider) =>
    body(api.POST('/api/v1/platform/identity-providers', { body: { ...provider, ...tenant } })),
  );
}

export function useChangeProvider(providerId: string) {
  const query = useTenantQuery();
  return useChange((change: ProviderChange) => {
    const params = { path: { provider_id: providerId }, query };
    return body(api.PATCH('/api/v1/platform/identity-providers/{provider_id}', { params, body: change }));
  });
}

export function useRemoveProvider(providerId: string) {
  const query = useTenantQuery();
  return useChange((_: undefined) => {
    const params = { path: { provider_id: providerId }, query };
    return body(api.DELETE('/api/v1/platform/identity-providers/{provider_id}', { params }));
  });
}

function useChange<Said, Answer>(mutationFn: (said: Said) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: () => queries.invalidateQueries({ queryKey: [KEY] }),
    meta: { isShown: true },
  });
}
