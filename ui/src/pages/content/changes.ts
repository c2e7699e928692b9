/** What is done to templates. */
import { useQueryClient } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import type { Channel } from '@/api/types';
import { useMutation } from '@/api/useMutation';
import type { Content } from './content';
import type { WholeTemplate } from './queries';

export function useCreate() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ content, ...said }: { name: string; channel: Channel; content: Content }) =>
      body(api.POST('/api/v1/content/templates', { body: { ...said, content: { ...content } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['templates'] }),
    meta: { isShown: true },
  });
}

/** Raises a `Problem` with status 409 when somebody else changed the draft since `revision`. */
export async function saveDraft(templateId: string, change: { name?: string; content?: Content }, revision: number) {
  const { content, ...rest } = change;
  return body(
    api.PATCH('/api/v1/content/templates/{template_id}', {
      params: { path: { template_id: templateId }, header: { 'If-Match': `"${revision}"` } },
      body: { ...rest, ...(content ? { content: { ...content } } : {}) },
    }),
  );
}

export function readTemplate(templateId: string): Promise<WholeTemplate> {
  const params = { path: { template_id: templateId } };
  return body(api.GET('/api/v1/content/templates/{template_id}', { params }));
}

function useAct<Said, Answer>(templateId: string, act: (said: Said) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['template', templateId] }),
        queries.invalidateQueries({ queryKey: ['templates'] }),
      ]),
    meta: { isShown: true },
  });
}

export function usePublish(templateId: string) {
  const params = { path: { template_id: templateId } };
  return useAct(templateId, (said: { comment: string; draft_revision: number }) =>
    body(api.POST('/api/v1/content/templates/{template_id}/publish', { params, body: said })),
  );
}

export function useArchive(templateId: string) {
  const params = { path: { template_id: templateId } };
  return useAct(templateId, () => body(api.POST('/api/v1/content/templates/{template_id}/archive', { params })));
}

export function useRestore(templateId: string) {
  const params = { path: { template_id: templateId } };
  return useAct(templateId, () => body(api.POST('/api/v1/content/templates/{template_id}/restore', { params })));
}

export function useDiscard(templateId: string) {
  const queries = useQueryClient();
  const params = { path: { template_id: templateId } };
  return useMutation({
    mutationFn: () => body(api.DELETE('/api/v1/content/templates/{template_id}/draft', { params })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['templates'] }),
    meta: { isShown: true },
  });
}

interface Test {
  personId: string;
  variables: Record<string, unknown>;
  event: Record<string, unknown>;
}

export function useTest(templateId: string) {
  const params = { path: { template_id: templateId } };
  return useMutation({
    mutationFn: ({ personId, variables, event }: Test) =>
      body(
        api.POST('/api/v1/content/templates/{template_id}/test', {
          params,
          body: { person_ids: [personId], variables: variables as never, event: event as never },
        }),
      ),
    meta: { isShown: true },
  });
}

/** Makes somebody known by their own address, so that a test can go to them. */
export function useBecomeKnown() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ email, name }: { email: string; name: string }) => {
      const [first = '', ...last] = name.split(' ');
      const attributes = { first_name: first, ...(last.length > 0 ? { last_name: last.join(' ') } : {}) };
      return body(api.POST('/api/v1/contacts', { body: { identities: { email }, attributes } }));
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['me as a person'] }),
    meta: { isShown: true },
  });
}
