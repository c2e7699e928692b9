/** What the page of rules asks the API for. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import type { Schemas } from '@/api/types';
import { useMutation } from '@/api/useMutation';

export type ApprovalRule = Schemas['ApprovalRuleView'];
export type GateRule = Schemas['GateRuleView'];
export type Policy = Required<Schemas['DeliveryPolicy']>;
export type PolicyKept = Schemas['PolicyView'];

const APPROVAL = ['approval rules'];
const GATE = ['gate rules'];
const DELIVERY = ['delivery policy'];

const approvalRules = {
  queryKey: APPROVAL,
  queryFn: async ({ signal }: { signal: AbortSignal }) =>
    (await body(api.GET('/api/v1/workflows/approval-rules', { signal }))).rules,
};
const gateRules = {
  queryKey: GATE,
  queryFn: async ({ signal }: { signal: AbortSignal }) =>
    (await body(api.GET('/api/v1/workflows/gate-rules', { signal }))).rules,
};
const delivery = {
  queryKey: DELIVERY,
  queryFn: ({ signal }: { signal: AbortSignal }) => body(api.GET('/api/v1/delivery/policy', { signal })),
};

export const useApprovalRules = () => useQuery(approvalRules);
export const useGateRules = () => useQuery(gateRules);
export const usePolicy = () => useQuery(delivery);

/** The rules of others stand in the way: what is saved replaces them all, and theirs would be lost. */
export class Overtaken<Rules> extends Error {
  constructor(readonly theirs: Rules) {
    super('Somebody changed the rules meanwhile.');
  }
}

export function useSaveApprovalRules() {
  return useSaveRules(approvalRules, (rules: readonly ApprovalRule[]) =>
    body(api.PUT('/api/v1/workflows/approval-rules', { body: { rules: [...rules] } })),
  );
}

export function useSaveGateRules() {
  return useSaveRules(gateRules, (rules: readonly GateRule[]) =>
    body(api.PUT('/api/v1/workflows/gate-rules', { body: { rules: [...rules] } })),
  );
}

/** Replaces them all, unless they are no longer those that were changed: then it throws `Overtaken`. */
function useSaveRules<Rule>(
  kept: { queryKey: string[]; queryFn: (context: { signal: AbortSignal }) => Promise<Rule[]> },
  put: (rules: readonly Rule[]) => Promise<{ rules: Rule[] }>,
) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ base, rules }: { base: readonly Rule[]; rules: readonly Rule[] }) => {
      const theirs = await queries.fetchQuery({ ...kept, staleTime: 0 });
      if (JSON.stringify(theirs) !== JSON.stringify(base)) throw new Overtaken(theirs);
      return (await put(rules)).rules;
    },
    onSuccess: (rules) => queries.setQueryData(kept.queryKey, rules),
    retry: false,
    meta: { isShown: true },
  });
}

/** Replaces the policy that was read at `revision`, and no newer one. */
export function useSavePolicy() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ policy, revision }: { policy: Policy; revision: number }) =>
      body(api.PUT('/api/v1/delivery/policy', { body: policy, headers: { 'If-Match': `"${revision}"` } })),
    onSuccess: (kept) => queries.setQueryData(DELIVERY, kept),
    onError: () => queries.invalidateQueries({ queryKey: DELIVERY }),
    meta: { isShown: true },
  });
}
