import { useActingTenant, useMe } from '@/app/me';

/** `tenant_id` of a call: the platform's people name whose it is about, everybody else leaves it out. */
export function useTenantQuery(): { tenant_id?: string } {
  const me = useMe();
  const { tenantId } = useActingTenant();
  return tenantId === me.tenant_id ? {} : { tenant_id: tenantId };
}
