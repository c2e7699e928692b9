/** Who is signed in, and what they may do. */
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { createContext, useContext, useSyncExternalStore } from 'react';
import { api, body } from '@/api/client';
import { type Standing, session } from '@/api/session';
import type { Me, Permission } from '@/api/types';

export function useStanding(): Standing {
  return useSyncExternalStore(
    (changed) => session.subscribe(changed),
    () => session.standing,
  );
}

const me = {
  queryKey: ['me'],
  queryFn: () => body(api.GET('/api/v1/platform/me')),
  staleTime: 60_000,
};

/** Inside the frame, where somebody is signed in. */
export function useMe(): Me {
  return useSuspenseQuery(me).data;
}

export function useHeld(): ReadonlySet<Permission> {
  return new Set(useMe().permissions);
}

/** `const mayWrite = useMay('campaign:write')` */
export function useMay(permission: Permission): boolean {
  return useMe().permissions.includes(permission);
}

/** The tenant that the platform's people look at; everybody else's own. Calls that take `tenant_id` send it. */
export const ActingTenant = createContext<{ tenantId: string; choose: (tenantId: string) => void } | null>(null);

export function useActingTenant(): { tenantId: string; choose: (tenantId: string) => void } {
  const acting = useContext(ActingTenant);
  if (!acting) throw new Error('outside the frame there is no tenant');
  return acting;
}

/** Every tenant, for those who may act for them. */
export function useTenants(isWanted: boolean) {
  return useQuery({
    queryKey: ['tenants'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/platform/tenants', { params: { query: { limit: 200 } }, signal })),
    enabled: isWanted,
    staleTime: 300_000,
  });
}
