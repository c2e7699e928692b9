/** What the library asks the API for, and what of it is out of date after which change. */
import { type QueryClient, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import { newId } from '@/api/newId';
import type { Schemas } from '@/api/types';
import { useMutation } from '@/api/useMutation';
import type { Found } from '@/app/pages';
import type { Filters } from './filters';
import { type Asset, type AssetAction, type AssetType, fileFacts, TYPES } from './words';

export type Folder = Schemas['FolderView'];
export type Version = Schemas['api__routes__assets__VersionView'];
/** An asset, and what to name so that nobody's change of it is overwritten unseen. */
export type WholeAsset = Asset & { etag: string | null };

const PAGE = 60;
const LOOK_EVERY_MS = 30_000;

export function useAssets({ folder, view: _, ...filters }: Filters) {
  return useInfiniteQuery({
    queryKey: ['assets', 'list', folder ?? null, filters],
    queryFn: ({ pageParam, signal }) => {
      const place = folder === undefined ? {} : { folder_id: folder, with_subfolders: folder !== '' };
      const query = { ...filters, ...place, limit: PAGE, cursor: pageParam };
      return body(api.GET('/api/v1/brand/assets', { params: { query }, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: (before) => before,
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) > 1 ? false : LOOK_EVERY_MS),
  });
}

export function useFolders() {
  return useQuery({
    queryKey: ['assets', 'folders'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/brand/assets/folders', { signal })),
    staleTime: 30_000,
  });
}

export function useTags() {
  return useQuery({
    queryKey: ['assets', 'tags'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/brand/assets/tags', { params: { query: { limit: 200 } }, signal })),
    staleTime: 30_000,
  });
}

export function useMakeFolder() {
  return useChange((folder: { name: string; parent_id: string }) =>
    body(api.POST('/api/v1/brand/assets/folders', { body: folder })),
  );
}

export function useChangeFolder(folderId: string) {
  return useChange((change: { name?: string; parent_id?: string }) =>
    body(
      api.PATCH('/api/v1/brand/assets/folders/{folder_id}', {
        params: { path: { folder_id: folderId } },
        body: change,
      }),
    ),
  );
}

export function useRemoveFolder() {
  return useChange((folderId: string) =>
    body(api.DELETE('/api/v1/brand/assets/folders/{folder_id}', { params: { path: { folder_id: folderId } } })),
  );
}

export function useAsset(assetId: string) {
  return useQuery({
    queryKey: ['assets', 'one', assetId],
    queryFn: ({ signal }) =>
      whole(api.GET('/api/v1/brand/assets/{asset_id}', { params: { path: { asset_id: assetId } }, signal })),
  });
}

export function useVersions(asset: Asset) {
  return useQuery({
    queryKey: ['assets', 'versions', asset.id, asset.version],
    queryFn: ({ signal }) =>
      body(api.GET('/api/v1/brand/assets/{asset_id}/versions', { params: { path: { asset_id: asset.id } }, signal })),
  });
}

export function useUses(assetId: string) {
  return useQuery({
    queryKey: ['assets', 'uses', assetId],
    queryFn: ({ signal }) =>
      body(api.GET('/api/v1/brand/assets/{asset_id}/uses', { params: { path: { asset_id: assetId } }, signal })),
  });
}

/** What somebody changed of an asset, as a JSON merge patch. */
export type Patch = Partial<Pick<Asset, 'name' | 'type' | 'description' | 'folder_id' | 'tags'>> & {
  rights?: Partial<Pick<Asset['rights'], 'holder' | 'licence' | 'usable_from' | 'usable_until'>>;
};

/** Over what was read: a change of somebody else's is not overwritten. */
export function useEdit(read: WholeAsset) {
  return useAssetChange((patch: Patch) =>
    whole(
      api.PATCH('/api/v1/brand/assets/{asset_id}', {
        params: { path: { asset_id: read.id }, header: { 'If-Match': read.etag } },
        body: patch as Record<string, never>,
      }),
    ),
  );
}

export function useAct(read: WholeAsset) {
  return useAssetChange(({ action, note }: { action: AssetAction; note: string }) =>
    whole(
      api.POST('/api/v1/brand/assets/{asset_id}/actions/{action}', {
        params: { path: { asset_id: read.id, action }, header: { 'If-Match': read.etag } },
        body: { note },
      }),
    ),
  );
}

export function useAddVersion(read: WholeAsset) {
  return useAssetChange(({ file, note }: { file: string; note: string }) =>
    whole(
      api.POST('/api/v1/brand/assets/{asset_id}/versions', {
        params: { path: { asset_id: read.id }, header: { 'If-Match': read.etag } },
        body: { file, note },
      }),
    ),
  );
}

/** What kind of thing it is, whatever else was changed of it. */
export function useSayKind() {
  return useChange(({ assetId, type }: { assetId: string; type: AssetType }) =>
    body(
      api.PATCH('/api/v1/brand/assets/{asset_id}', {
        params: { path: { asset_id: assetId } },
        body: { type } as never,
      }),
    ),
  );
}

export function useRemove(assetId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => body(api.DELETE('/api/v1/brand/assets/{asset_id}', { params: { path: { asset_id: assetId } } })),
    onSuccess: () => {
      queries.removeQueries({ queryKey: ['assets', 'one', assetId] });
      return queries.invalidateQueries({ queryKey: ['assets', 'list'] });
    },
  });
}

export function useNoteUse(assetId: string) {
  return useChange((use: Schemas['UseBody']) =>
    body(api.POST('/api/v1/brand/assets/{asset_id}/uses', { params: { path: { asset_id: assetId } }, body: use })),
  );
}

export function useForgetUse(assetId: string) {
  return useChange(({ kind, subject_id }: Schemas['UseBody']) =>
    body(
      api.DELETE('/api/v1/brand/assets/{asset_id}/uses/{kind}/{subject_id}', {
        params: { path: { asset_id: assetId, kind, subject_id } },
      }),
    ),
  );
}

/** Makes an asset of an uploaded file. */
export function makeAsset(asset: Schemas['NewAssetBody'], key = newId()): Promise<Asset> {
  return body(api.POST('/api/v1/brand/assets', { params: { header: { 'idempotency-key': key } }, body: asset }));
}

/** After something joined or left the library. */
export function libraryChanged(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({ queryKey: ['assets'] });
}

/** For the palette. */
export async function findAssets(text: string, signal: AbortSignal): Promise<Found[]> {
  const page = await body(api.GET('/api/v1/brand/assets', { params: { query: { text, limit: 8 } }, signal }));
  return page.items.map((asset) => ({
    id: asset.id,
    title: asset.name,
    description: `${TYPES[asset.type]} · ${fileFacts(asset.file)}`,
    to: `/assets/${asset.id}`,
  }));
}

function useChange<Asked, Answer>(mutationFn: (asked: Asked) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn, onSuccess: () => libraryChanged(queries), meta: { isShown: true } });
}

function useAssetChange<Asked>(mutationFn: (asked: Asked) => Promise<WholeAsset>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: (asset) => {
      queries.setQueryData(['assets', 'one', asset.id], asset);
      return queries.invalidateQueries({ queryKey: ['assets'] });
    },
    onError: () => queries.invalidateQueries({ queryKey: ['assets', 'one'] }), // somebody else may have changed it
    meta: { isShown: true },
  });
}

async function whole(answer: Promise<{ data?: Asset; response: Response }>): Promise<WholeAsset> {
  const { data, response } = await answer;
  return { ...(data as Asset), etag: response.headers.get('ETag') };
}
