/** What the pages of content ask the API for. */
import { useInfiniteQuery, useQueries, useQuery } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import type { Channel, Schemas } from '@/api/types';
import { useMay } from '@/app/me';
import type { Contact } from '@/parts/persons/persons';
import { useSomePeople } from '@/parts/persons/some';
import type { Content, Lookup } from './content';
import type { Filters } from './filters';

export type Template = Schemas['api__routes__content__TemplateView'];
export type WholeTemplate = Schemas['TemplateWhole'];
export type Use = Schemas['TemplateUse'];
export type Version = Schemas['api__routes__content__VersionView'];
export type Finding = Schemas['api__content_views__FindingView'];
export type Checked = Schemas['Checked'];
export type Preview = Schemas['Preview'];
export type Variables = Schemas['Variables'];
export type Purpose = NonNullable<Schemas['UnsavedToCheck']['purpose']>;
const PAGE = 50;

export function useTemplates({ q, channel, standing, archived = undefined }: Filters) {
  return useInfiniteQuery({
    queryKey: ['templates', 'list', q, channel, standing, archived],
    queryFn: ({ pageParam, signal }) => {
      const query = { q, channel, standing, archived, cursor: pageParam, limit: PAGE };
      return body(api.GET('/api/v1/content/templates', { params: { query }, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: (before) => before,
  });
}

export function useTemplate(templateId: string) {
  return useQuery({
    queryKey: ['template', templateId],
    queryFn: ({ signal }) =>
      body(
        api.GET('/api/v1/content/templates/{template_id}', {
          params: { path: { template_id: templateId } },
          signal,
        }),
      ),
  });
}

export function useVersions(templateId: string) {
  return useQuery({
    queryKey: ['template', templateId, 'versions'],
    queryFn: ({ signal }) => {
      const params = { path: { template_id: templateId } };
      return body(api.GET('/api/v1/content/templates/{template_id}/versions', { params, signal }));
    },
  });
}

/** What was published never changes: it is asked for once. */
export function useVersion(templateId: string, number: number) {
  return useQuery({
    queryKey: ['template', templateId, 'version', number],
    queryFn: ({ signal }) => {
      const params = { path: { template_id: templateId, number } };
      return body(api.GET('/api/v1/content/templates/{template_id}/versions/{number}', { params, signal }));
    },
    enabled: number > 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useUses(templateId: string, isWanted = true) {
  return useQuery({
    queryKey: ['template', templateId, 'uses'],
    queryFn: ({ signal }) => {
      const params = { path: { template_id: templateId } };
      return body(api.GET('/api/v1/content/templates/{template_id}/uses', { params, signal }));
    },
    enabled: isWanted,
  });
}

/** What would be held against it, of what is typed; of what is saved for those who may only read. */
export function useChecked(templateId: string | null, channel: Channel, content: Content, purpose: Purpose) {
  const mayWrite = useMay('journey:write');
  return useQuery({
    queryKey: ['content check', templateId, channel, purpose, content],
    queryFn: ({ signal }) =>
      mayWrite || templateId === null
        ? body(api.POST('/api/v1/content/check', { body: { channel, purpose, content: { ...content } }, signal }))
        : body(
            api.POST('/api/v1/content/templates/{template_id}/check', {
              params: { path: { template_id: templateId } },
              body: { purpose },
              signal,
            }),
          ),
    placeholderData: (before) => before,
    staleTime: 60_000,
    gcTime: 60_000,
    retry: false,
  });
}

export type Reader = Omit<Schemas['UnsavedToSee'], 'channel' | 'content'>;

export interface Wanted {
  templateId: string | null;
  channel: Channel;
  content: Content;
  reader: Reader;
  /** A version that was published, instead of what is typed. */
  version?: number;
}

/** The message as this person would get it. */
export function usePreview({ templateId, channel, content, reader, version = 0 }: Wanted, isWanted: boolean) {
  const mayWrite = useMay('journey:write');
  const mayRead = useMay('profile:read');
  const isTyped = version === 0 && (mayWrite || templateId === null);
  return useQuery({
    queryKey: ['content preview', templateId, channel, reader, version, isTyped ? content : null],
    queryFn: ({ signal }) =>
      isTyped
        ? body(api.POST('/api/v1/content/preview', { body: { ...reader, channel, content: { ...content } }, signal }))
        : body(
            api.POST('/api/v1/content/templates/{template_id}/preview', {
              params: { path: { template_id: templateId ?? '' } },
              body: { ...reader, version },
              signal,
            }),
          ),
    enabled: isWanted && mayRead,
    placeholderData: (before) => before,
    gcTime: 60_000,
    retry: false,
  });
}

export function useVariables(personId: string | null) {
  const mayRead = useMay('profile:read');
  return useQuery({
    queryKey: ['content variables', personId],
    queryFn: ({ signal }) => {
      const query = personId ? { person_id: personId } : {};
      return body(api.GET('/api/v1/content/variables', { params: { query }, signal }));
    },
    enabled: mayRead,
    placeholderData: (before) => before,
    staleTime: 60_000,
  });
}

export function useCatalogueNames() {
  return useQuery({
    queryKey: ['catalogues'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/content/catalogues', { signal })),
    staleTime: 60_000,
  });
}

/** One of your people: what is known of them shows what may be known of anybody. */
export function useAnybody(): Contact | null {
  return useSomePeople().data?.contacts[0] ?? null;
}

/** Everything a message may read, as far as one of your people shows it. */
export function useKnown(): Variables | undefined {
  return useVariables(useAnybody()?.person_id ?? null).data;
}

export function findByEmail(email: string) {
  return body(api.GET('/api/v1/contacts/lookup', { params: { query: { kind: 'email', value: email } } }));
}

export function usePeople(personIds: readonly string[]) {
  return useQueries({
    queries: personIds.map((personId) => ({
      queryKey: ['person', personId],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        body(api.GET('/api/v1/contacts/{person_id}', { params: { path: { person_id: personId } }, signal })),
      staleTime: 60_000,
    })),
  });
}

const ONE_VALUE = /^\{\{-?\s*([\w.]+)\s*-?\}\}$/;

/** An item's number for each value that a lookup goes by, so that something is found; null while that is asked for. */
export function useItemNumbers(lookups: readonly Lookup[]): Record<string, string> | null {
  const wanted = lookups.flatMap(({ catalogue, item }) => {
    const path = ONE_VALUE.exec(item.trim())?.[1];
    return path && /^[a-z][a-z0-9_]{0,39}$/.test(catalogue) ? [{ path, catalogue }] : [];
  });
  return useQueries({
    queries: wanted.map(({ catalogue }) => ({
      queryKey: ['catalogues', catalogue, 'first item'],
      queryFn: ({ signal }: { signal: AbortSignal }) => {
        const params = { path: { name: catalogue }, query: { limit: 1 } };
        return body(api.GET('/api/v1/content/catalogues/{name}/items', { params, signal }));
      },
      staleTime: 300_000,
      retry: false,
    })),
    combine: (answers) => {
      if (answers.some(({ isPending }) => isPending)) return null;
      const found = wanted.map(({ path }, at) => [path, answers[at]?.data?.items[0]?.id] as const);
      return Object.fromEntries(found.filter((one): one is [string, string] => one[1] !== undefined));
    },
  });
}
