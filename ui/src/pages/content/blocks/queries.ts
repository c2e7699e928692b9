/** What the pages of content blocks ask the API for. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import type { Schemas } from '@/api/types';
import { useMutation } from '@/api/useMutation';
import { useMay } from '@/app/me';

export type Block = Schemas['BlockView'];
export type WholeBlock = Schemas['BlockWhole'];
export type Markup = 'html' | 'mjml' | 'text';
export type Condition = Record<string, unknown> & { kind: string };

export interface Variant {
  when?: Condition | null;
  wordings: Record<string, string>;
}

export interface BlockContent {
  markup?: Markup;
  default_locale?: string;
  variants: Variant[];
}

export const MARKUPS: Record<Markup, string> = {
  html: 'HTML, for pages in HTML or MJML',
  mjml: 'MJML, for pages in MJML',
  text: 'Words, for every field',
};

export function useBlocks() {
  return useQuery({
    queryKey: ['blocks'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/content/blocks', { signal })),
  });
}

export function useBlock(name: string) {
  return useQuery({
    queryKey: ['blocks', name],
    queryFn: ({ signal }) => body(api.GET('/api/v1/content/blocks/{name}', { params: { path: { name } }, signal })),
  });
}

interface Said {
  name: string;
  description: string;
  content: BlockContent;
  /** What was read; 0 of one that there is not yet. */
  revision: number;
}

export function useSaveBlock() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ name, description, content, revision }: Said) =>
      body(
        api.PUT('/api/v1/content/blocks/{name}', {
          params: { path: { name }, header: { 'If-Match': `"${revision}"` } },
          body: { description, content: { ...content } },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['blocks'] }),
    meta: { isShown: true },
  });
}

export function usePublishBlock(name: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (updateTemplates: boolean) =>
      body(
        api.POST('/api/v1/content/blocks/{name}/publish', {
          params: { path: { name } },
          body: { update_templates: updateTemplates },
        }),
      ),
    onSuccess: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['blocks'] }),
        queries.invalidateQueries({ queryKey: ['templates'] }),
        queries.invalidateQueries({ queryKey: ['template'] }),
        queries.invalidateQueries({ queryKey: ['content variables'] }),
      ]),
    meta: { isShown: true },
  });
}

export function useRemoveBlock(name: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => body(api.DELETE('/api/v1/content/blocks/{name}', { params: { path: { name } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['blocks'], exact: true }),
    meta: { isShown: true },
  });
}

/** Segments by their names, to show a variant to those in one. */
export function useSegmentNames(isWanted: boolean) {
  const mayRead = useMay('journey:read');
  return useQuery({
    queryKey: ['segments'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/segments', { signal })),
    enabled: isWanted && mayRead,
    staleTime: 60_000,
    select: (segments) =>
      segments.map(({ id, definition }) => ({ id, name: String((definition as { name?: string }).name ?? '') })),
  });
}
