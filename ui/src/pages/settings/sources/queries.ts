/** What the page of events that come in asks the API for. */
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import type { Schemas } from '@/api/types';
import { useMutation } from '@/api/useMutation';

export type Source = Schemas['Source'];
export type Door = Schemas['api__routes__behaviour__SourceView'];
export type EventSchema = Schemas['SchemaView'];
export type Property = Schemas['PropertyBody'];
export type Attribute = Schemas['AttributeView'];
export type AttributeType = Schemas['AttributeType'];
export type SetAside = Schemas['SetAsideView'];

const SOURCES = ['event sources'];
const SCHEMAS = ['event schemas'];
const ATTRIBUTES = ['attributes held to a type'];
const ASIDE = ['events set aside'];
const PAGE = 50;

export function useSources() {
  return useQuery({
    queryKey: SOURCES,
    queryFn: ({ signal }) => body(api.GET('/api/v1/behaviour/sources', { signal })),
  });
}

export function useSetSource() {
  return useChange(SOURCES, ({ source, enabled }: Door) =>
    body(api.PUT('/api/v1/behaviour/sources/{source}', { params: { path: { source } }, body: { enabled } })),
  );
}

export function useSchemas() {
  return useQuery({
    queryKey: SCHEMAS,
    queryFn: ({ signal }) => body(api.GET('/api/v1/behaviour/schemas', { signal })),
  });
}

export function useSetSchema() {
  return useChange(SCHEMAS, ({ name, ...schema }: EventSchema) =>
    body(api.PUT('/api/v1/behaviour/schemas/{name}', { params: { path: { name } }, body: schema })),
  );
}

export function useDropSchema() {
  return useChange(SCHEMAS, (name: string) =>
    body(api.DELETE('/api/v1/behaviour/schemas/{name}', { params: { path: { name } } })),
  );
}

export function useAttributes() {
  return useQuery({
    queryKey: ATTRIBUTES,
    queryFn: ({ signal }) => body(api.GET('/api/v1/behaviour/attributes', { signal })),
  });
}

export function useSetAttribute() {
  return useChange(ATTRIBUTES, ({ name, ...attribute }: Attribute) =>
    body(api.PUT('/api/v1/behaviour/attributes/{name}', { params: { path: { name } }, body: attribute })),
  );
}

export function useDropAttribute() {
  return useChange(ATTRIBUTES, (name: string) =>
    body(api.DELETE('/api/v1/behaviour/attributes/{name}', { params: { path: { name } } })),
  );
}

export function useSetAside() {
  return useInfiniteQuery({
    queryKey: ASIDE,
    queryFn: ({ pageParam, signal }) =>
      body(api.GET('/api/v1/behaviour/set-aside', { params: { query: { cursor: pageParam, limit: PAGE } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

/** One after the other, as they came in: how many went, and what stopped the others. */
export function useSendAgain() {
  return useEach((itemId) =>
    body(api.POST('/api/v1/behaviour/set-aside/{item_id}/send-again', { params: { path: { item_id: itemId } } })),
  );
}

export function useThrowAway() {
  return useEach((itemId) =>
    body(api.DELETE('/api/v1/behaviour/set-aside/{item_id}', { params: { path: { item_id: itemId } } })),
  );
}

function useEach(act: (itemId: string) => Promise<unknown>) {
  return useChange(ASIDE, async (itemIds: readonly string[]) => {
    for (const itemId of itemIds) await act(itemId);
    return itemIds.length;
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
