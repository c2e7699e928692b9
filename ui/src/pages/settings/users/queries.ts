/** What the page of users asks the API for. */
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import type { Schemas } from '@/api/types';
import { useMutation } from '@/api/useMutation';
import { useTenantQuery } from '../tenant';

export type User = Schemas['UserView'];
type NewUser = Pick<Schemas['NewUserBody'], 'name' | 'email' | 'roles' | 'grants'>;
type Change = Schemas['UserChange'];

const PAGE = 100;

export function useUsers() {
  const tenant = useTenantQuery();
  return useInfiniteQuery({
    queryKey: ['users', tenant],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...tenant, cursor: pageParam, limit: PAGE };
      return body(api.GET('/api/v1/platform/users', { params: { query }, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

/** Somebody new, with the invitation they choose a password by: mailed, or to be handed to them. */
export function useInvite() {
  const queries = useQueryClient();
  const tenant = useTenantQuery();
  return useMutation({
    mutationFn: async ({ user, byMail }: { user: NewUser; byMail: boolean }) => {
      const made = await body(api.POST('/api/v1/platform/users', { body: { ...user, ...tenant } }));
      if (!byMail) return { user: made, invitation: await invite(made.id, false, tenant) };
      // They are there already: where no letter can be sent, whoever invites them hands the invitation over.
      const invitation = await invite(made.id, true, tenant).catch(() => invite(made.id, false, tenant));
      return { user: made, invitation };
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['users'] }),
    meta: { isShown: true },
  });
}

/** Another invitation; earlier ones are good no more. */
export function useInviteAgain(userId: string) {
  const tenant = useTenantQuery();
  return useMutation({ mutationFn: (byMail: boolean) => invite(userId, byMail, tenant), meta: { isShown: true } });
}

function invite(userId: string, byMail: boolean, tenant: { tenant_id?: string }) {
  const params = { path: { user_id: userId }, query: { ...tenant, by_mail: byMail } };
  return body(api.POST('/api/v1/platform/users/{user_id}/invitation', { params }));
}

export function useChangeUser(userId: string) {
  const queries = useQueryClient();
  const query = useTenantQuery();
  return useMutation({
    mutationFn: (change: Change) =>
      body(
        api.PATCH('/api/v1/platform/users/{user_id}', { params: { path: { user_id: userId }, query }, body: change }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['users'] }),
    meta: { isShown: true },
  });
}

export function useSessions(userId: string) {
  const query = useTenantQuery();
  return useQuery({
    queryKey: ['sessions of', userId],
    queryFn: ({ signal }) => {
      const params = { path: { user_id: userId }, query };
      return body(api.GET('/api/v1/platform/users/{user_id}/sessions', { params, signal }));
    },
  });
}

export function useSignOutEverywhere(userId: string) {
  const queries = useQueryClient();
  const query = useTenantQuery();
  return useMutation({
    mutationFn: () =>
      body(api.DELETE('/api/v1/platform/users/{user_id}/sessions', { params: { path: { user_id: userId }, query } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['sessions of', userId] }),
  });
}

export function useTakeSecondFactorAway(userId: string) {
  const query = useTenantQuery();
  return useMutation({
    mutationFn: () => {
      const params = { path: { user_id: userId }, query };
      return body(api.DELETE('/api/v1/platform/users/{user_id}/second-factor', { params }));
    },
  });
}
