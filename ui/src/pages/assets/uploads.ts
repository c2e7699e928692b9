/** Files that somebody brings, in their turn: they go on while one looks at other pages. */
import { useSyncExternalStore } from 'react';
import { newId } from '@/api/newId';
import { asProblem, type Problem } from '@/api/problem';
import { session } from '@/api/session';
import { guesses, mediaTypeOf, nameOf } from './kinds';
import { makeAsset } from './queries';
import { sendFile } from './sending';
import type { Asset, AssetFile, AssetType } from './words';

export interface Upload {
  id: string;
  file: File;
  folderId: string;
  stage: 'waiting' | 'sending' | 'looking' | 'done' | 'refused';
  /** Of the file, as far as it is sent. */
  share: number;
  problem: Problem | null;
  asset: Asset | null;
}

const AT_ONCE = 2;
const BUSY = 429;
const AGAIN_AFTER_MS = 2_000;
const MOST_ATTEMPTS = 15;

let uploads: readonly Upload[] = [];
const listeners = new Set<() => void>();
const stops = new Map<string, AbortController>();

export function useUploads(): readonly Upload[] {
  return useSyncExternalStore(
    (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    () => uploads,
  );
}

export function isUnderWay({ stage }: Upload): boolean {
  return stage !== 'done' && stage !== 'refused';
}

export function bring(files: Iterable<File>, folderId: string): void {
  const more = Array.from(files, (file): Upload => ({ id: newId(), file, folderId, ...FRESH }));
  become([...uploads, ...more]);
  next();
}

export function tryAgain(id: string): void {
  change(id, FRESH);
  next();
}

/** Takes one off the list; one that is under way is stopped. */
export function dismiss(id: string): void {
  stops.get(id)?.abort();
  become(uploads.filter((one) => one.id !== id));
  next();
}

export function dismissEnded(): void {
  become(uploads.filter(isUnderWay));
}

/** After somebody has said what an asset really is. */
export function knowAsset(id: string, asset: Asset): void {
  change(id, { asset });
}

const FRESH = { stage: 'waiting', share: 0, problem: null, asset: null } as const;

function next(): void {
  const busy = uploads.filter(({ stage }) => stage === 'sending' || stage === 'looking').length;
  const waiting = uploads.find(({ stage }) => stage === 'waiting');
  if (!waiting || busy >= AT_ONCE) return;
  change(waiting.id, { stage: 'sending' });
  void carryOut(waiting).finally(next);
  next();
}

async function carryOut({ id, file, folderId }: Upload): Promise<void> {
  const stop = new AbortController();
  stops.set(id, stop);
  try {
    const kept = await patiently(() =>
      sendFile(file, (share) => change(id, { share, stage: share < 1 ? 'sending' : 'looking' }), stop.signal),
    );
    change(id, { stage: 'looking', share: 1 });
    const asset = await fitting(file, kept, folderId, id);
    change(id, { stage: 'done', asset });
  } catch (error) {
    change(id, { stage: 'refused', problem: asProblem(error) });
  } finally {
    stops.delete(id);
  }
}

/** A tenant brings so many files at a time: others wait. */
async function patiently<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (asProblem(error).status !== BUSY || attempt === MOST_ATTEMPTS) throw error;
      await new Promise((resume) => setTimeout(resume, AGAIN_AFTER_MS));
    }
  }
}

/** As the first kind that such a file may be: whether JSON is a palette or an animation only its content says. */
async function fitting(file: File, kept: AssetFile, folderId: string, key: string): Promise<Asset> {
  const mediaType = kept.media_type || mediaTypeOf(file);
  const kinds = guesses(file.name, mediaType);
  const [last] = kinds.slice(-1);
  for (const type of kinds) {
    try {
      return await asKind(type);
    } catch (error) {
      const { field } = asProblem(error);
      if (field !== 'file' || type === last) throw error;
    }
  }
  return asKind('document');

  function asKind(type: AssetType): Promise<Asset> {
    const asset = { name: nameOf(file.name), type, folder_id: folderId, file: kept.sha256 };
    return makeAsset(asset, `${key}-${type}`);
  }
}

function change(id: string, more: Partial<Upload>): void {
  become(uploads.map((one) => (one.id === id ? { ...one, ...more } : one)));
}

function become(now: readonly Upload[]): void {
  uploads = now;
  for (const listener of listeners) listener();
}

session.subscribe(() => {
  if (session.standing === 'out') {
    for (const stop of stops.values()) stop.abort();
    become([]); // the next person sees nothing of the last one's
  }
});

window.addEventListener('beforeunload', (event) => {
  if (uploads.some(isUnderWay)) event.preventDefault();
});
