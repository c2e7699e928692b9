/** What the pages of imports ask the API for. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import { useMutation } from '@/api/useMutation';
import { useMay } from '@/app/me';
import { save } from '@/parts/download';
import type { Chosen } from './file';
import type { Mapping } from './targets';
import type { Import } from './words';

/** Between two looks at an import that is under way; changes are told besides. */
const LOOK_EVERY_MS = 2_000;
const LOOK_FOR_IT_EVERY_MS = 500;

export function useImports() {
  return useQuery({
    queryKey: ['imports'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/contact-files/imports', { signal })),
    refetchInterval: ({ state }) => (state.data?.some((one) => one.state === 'running') ? LOOK_EVERY_MS : false),
  });
}

export function useImport(importId: string) {
  return useQuery({
    queryKey: ['imports', importId],
    queryFn: ({ signal }) => {
      const params = { path: { import_id: importId } };
      return body(api.GET('/api/v1/contact-files/imports/{import_id}', { params, signal }));
    },
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? LOOK_EVERY_MS : false),
  });
}

/** The import that was begun under this key, as soon as the server has put it on record. */
export function useBegun(key: string | null) {
  return useQuery({
    queryKey: ['begun imports', key],
    queryFn: async ({ signal }) => {
      const params = { query: { key } };
      const [one] = (await body(api.GET('/api/v1/contact-files/imports', { params, signal }))) ?? [];
      return one ?? null;
    },
    enabled: key !== null,
    refetchInterval: ({ state }) => (state.data ? false : LOOK_FOR_IT_EVERY_MS),
  });
}

/** By name. */
export function useMappings() {
  const mayRead = useMay('profile:read');
  return useQuery({
    queryKey: ['imports', 'mappings'],
    queryFn: async ({ signal }) => {
      const all = await body(api.GET('/api/v1/contact-files/mappings', { signal }));
      return new Map(all.map(({ name, mapping }) => [name, mapping as unknown as Mapping]));
    },
    enabled: mayRead,
  });
}

interface Sent {
  file: Chosen;
  name: string;
}

function send({ file, name }: Sent, more: { rehearsal?: boolean; key?: string }): Promise<Import> {
  return body(
    api.POST('/api/v1/contact-files/imports', {
      params: {
        query: { mapping: name, file_name: file.name, rehearsal: more.rehearsal },
        header: { 'idempotency-key': more.key },
      },
      headers: { 'Content-Type': 'text/csv' },
      body: file.bytes as never, // the document calls it text
      bodySerializer: (bytes) => bytes as unknown as ArrayBuffer,
    }),
  );
}

/** Keeps the mapping, and asks what would become of the file. */
export function useRehearse() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ mapping, ...sent }: Sent & { mapping: Mapping }) => {
      const params = { path: { name: sent.name } };
      await body(api.PUT('/api/v1/contact-files/mappings/{name}', { params, body: mapping }));
      return send(sent, { rehearsal: true });
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['imports', 'mappings'] }),
    meta: { isShown: true },
  });
}

/** Goes on while somebody looks at other pages; a refusal is then said wherever they are. */
export function useTakeIn() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ key, ...sent }: Sent & { key: string }) => send(sent, { key }),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ['imports'] });
      void queries.invalidateQueries({ queryKey: ['people'] });
    },
  });
}

export function saveErrorFile({ id, file_name }: Import): Promise<void> {
  const params = { path: { import_id: id } };
  const stem = file_name.replace(/\.\w{1,5}$/, '') || id;
  return save(
    body(api.GET('/api/v1/contact-files/imports/{import_id}/errors.csv', { params, parseAs: 'blob' })),
    `${stem}-errors.csv`,
  );
}
