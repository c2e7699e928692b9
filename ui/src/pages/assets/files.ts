/** Files of the library as a page shows them: they take a token to fetch. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api, body } from '@/api/client';
import type { Asset, AssetFile } from './words';

const FOR_A_WHILE_MS = 600_000;
/** A drawing or a palette this small is its own thumbnail. */
const SMALL_BYTES = 60_000;

/** The asset in small; undefined where nothing of it can be seen, or not yet. */
export function useThumbnail({ id, file, rights }: Asset): Blob | undefined {
  const isOwn = isDrawing(file) && file.size_bytes <= SMALL_BYTES && rights.state !== 'expired';
  const path = { asset_id: id };
  const { data } = useQuery({
    queryKey: ['asset file', id, file.sha256, 'small'],
    queryFn: ({ signal }) =>
      file.has_thumbnail
        ? fileOf(api.GET('/api/v1/brand/assets/{asset_id}/thumbnail', { params: { path }, signal, parseAs: 'blob' }))
        : fileOf(api.GET('/api/v1/brand/assets/{asset_id}/file', { params: { path }, signal, parseAs: 'blob' })),
    enabled: file.has_thumbnail || isOwn,
    staleTime: FOR_A_WHILE_MS,
    retry: false,
  });
  return data;
}

/** One version's file, once it is wanted. */
export function useFile(assetId: string, version: number, isWanted: boolean) {
  return useQuery({
    queryKey: ['asset file', assetId, version],
    queryFn: ({ signal }) => fetchFile(assetId, version, signal),
    enabled: isWanted,
    staleTime: FOR_A_WHILE_MS,
    retry: false,
  });
}

export function fetchFile(assetId: string, version: number, signal?: AbortSignal): Promise<Blob> {
  return fileOf(
    api.GET('/api/v1/brand/assets/{asset_id}/versions/{version}/file', {
      params: { path: { asset_id: assetId, version } },
      signal,
      parseAs: 'blob',
    }),
  );
}

/** Where a page finds what it has fetched, as long as it shows it. */
export function useAddress(file: Blob | undefined): string | undefined {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    if (!file) return;
    const made = URL.createObjectURL(file);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return file && address;
}

export function isDrawing({ media_type }: AssetFile): boolean {
  return media_type === 'image/svg+xml';
}

async function fileOf(answer: Promise<{ data?: unknown }>): Promise<Blob> {
  return (await body(answer)) as Blob;
}
