/** What the pages of brand kits ask the API for, and what of it is out of date after which change. */
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import type { BrandReport, Schemas } from '@/api/types';
import { useMutation } from '@/api/useMutation';

export type Kit = Schemas['KitView'];
export type WholeKit = Schemas['KitWhole'];
export type KitVersion = Schemas['KitVersion'];
export type Content = Required<Schemas['Kit']>;
export type Palette = Required<Schemas['Palette']>;
export type FontRule = Required<Schemas['FontRule']>;
export type Tone = Required<Schemas['Tone']>;
export type LogoRules = Required<Schemas['LogoRules']>;

const PAGE = 50;

export function useKits(archived: boolean) {
  return useInfiniteQuery({
    queryKey: ['brand', 'kits', archived],
    queryFn: ({ pageParam, signal }) =>
      body(api.GET('/api/v1/brand/kits', { params: { query: { archived, limit: PAGE, cursor: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

export function useInForce() {
  return useQuery({
    queryKey: ['brand', 'in force'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/brand/kit-in-force', { signal })),
  });
}

export function useKit(kitId: string) {
  return useQuery({
    queryKey: ['brand', 'kit', kitId],
    queryFn: ({ signal }) =>
      body(api.GET('/api/v1/brand/kits/{kit_id}', { params: { path: { kit_id: kitId } }, signal })),
    enabled: kitId !== '',
    refetchOnWindowFocus: false, // what is written here is the newest there is
  });
}

export function useKitVersions(kitId: string) {
  return useQuery({
    queryKey: ['brand', 'versions', kitId],
    queryFn: ({ signal }) =>
      body(api.GET('/api/v1/brand/kits/{kit_id}/versions', { params: { path: { kit_id: kitId } }, signal })),
    enabled: kitId !== '',
  });
}

export function useMakeKit() {
  return useChange((kit: { name: string; content?: Schemas['Kit'] }) =>
    body(api.POST('/api/v1/brand/kits', { body: kit as Schemas['KitBody'] })),
  );
}

/** Keeps the draft over the revision it was written over. */
export function saveKit(kitId: string, revision: number, name: string, content: Content): Promise<WholeKit> {
  return body(
    api.PATCH('/api/v1/brand/kits/{kit_id}', {
      params: { path: { kit_id: kitId }, header: { 'If-Match': `"${revision}"` } },
      body: { name, content } as never,
    }),
  );
}

export function usePublish(kitId: string) {
  return useChange(({ revision, comment }: { revision: number; comment: string }) =>
    body(
      api.POST('/api/v1/brand/kits/{kit_id}/publish', {
        params: { path: { kit_id: kitId }, header: { 'If-Match': `"${revision}"` } },
        body: { comment },
      }),
    ),
  );
}

export function useMakeDefault(kitId: string) {
  return useChange(() => body(api.PUT('/api/v1/brand/kits/{kit_id}/default', { params: { path: { kit_id: kitId } } })));
}

export function useRemoveKit(kitId: string) {
  return useChange(() => body(api.DELETE('/api/v1/brand/kits/{kit_id}', { params: { path: { kit_id: kitId } } })));
}

/** Which kit something is held against; left out, the one in force. */
export interface Against {
  kit_id?: string;
  draft?: boolean;
}

export type Posted = Against & Pick<Schemas['PostedCreative'], 'html' | 'texts' | 'images'>;

export function useCheckPosted() {
  return useMutation({
    mutationFn: (posted: Posted): Promise<BrandReport> =>
      body(api.POST('/api/v1/brand/validations', { body: posted as Schemas['PostedCreative'] })),
    meta: { isShown: true },
  });
}

export function useCheckCreative() {
  return useMutation({
    mutationFn: ({ creativeId, ...against }: Against & { creativeId: string }): Promise<BrandReport> =>
      body(
        api.POST('/api/v1/brand/validations/creatives/{creative_id}', {
          params: { path: { creative_id: creativeId } },
          body: against as Schemas['StoredCreative'],
        }),
      ),
    meta: { isShown: true },
  });
}

export function useSomeCreatives() {
  return useQuery({
    queryKey: ['creatives', 'some'],
    queryFn: ({ signal }) =>
      body(api.GET('/api/v1/management/creatives', { params: { query: { limit: 200 } }, signal })).then(
        ({ items }) => items,
      ),
    staleTime: 60_000,
  });
}

/** Logos of the library that may be used, to be seen by the rules. */
export function useLogos() {
  return useQuery({
    queryKey: ['brand', 'logos'],
    queryFn: ({ signal }) => {
      const query = { type: ['logo' as const], status: ['active' as const, 'pending_review' as const], limit: 50 };
      return body(api.GET('/api/v1/brand/assets', { params: { query }, signal })).then(({ items }) => items);
    },
    staleTime: 60_000,
  });
}

export function useLogoFile(assetId: string | null) {
  return useQuery({
    queryKey: ['brand', 'logo file', assetId],
    queryFn: async ({ signal }) => {
      const path = { asset_id: assetId ?? '' };
      return (await body(
        api.GET('/api/v1/brand/assets/{asset_id}/file', { params: { path }, signal, parseAs: 'blob' }),
      )) as Blob;
    },
    enabled: assetId !== null,
    staleTime: 600_000,
    retry: false,
  });
}

function useChange<Asked, Answer>(mutationFn: (asked: Asked) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: () => queries.invalidateQueries({ queryKey: ['brand'] }),
    meta: { isShown: true },
  });
}
