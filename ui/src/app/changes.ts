/**
 * What somebody looks at is asked for again as soon as it has changed.
 *
 * A browser lends few connections to one address, so that of all its tabs one follows and tells the others; browsers lend locks
 * over HTTPS and on localhost alone, elsewhere each tab is on its own. A tab that nobody looks at waits until somebody does.
 */
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { follow } from '@/api/changes';
import type { ChangeKind } from '@/api/types';
import { staleAfter } from './pages';
import { isScrolled } from './queries';

/** What changes within so long is asked for at once. */
const GATHERS_MS = 400;
/** Between two times that the same page is asked for. */
const RESTS_MS = 2_000;

/** What is shown so soon after arriving has been asked for just now. */
const JUST_ARRIVED_MS = 2_000;

type Word = readonly ChangeKind[] | 'everything';

/** Within the frame: keep what is shown of the tenant as it is. */
export function useChanges(tenantId: string): void {
  const queries = useQueryClient();
  useEffect(() => {
    const leaving = new AbortController();
    const glance = new Glance(queries);
    void listen(tenantId, (word) => glance.take(word), leaving.signal);
    return () => {
      leaving.abort();
      glance.end();
    };
  }, [queries, tenantId]);
}

async function listen(tenantId: string, take: (word: Word) => void, signal: AbortSignal): Promise<void> {
  const name = `campaign-express:changes:${tenantId}`;
  const others = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(name);
  if (others) others.onmessage = ({ data }: MessageEvent<Word>) => take(data);
  signal.addEventListener('abort', () => others?.close());
  const arrivedMs = Date.now();
  const tell = (word: Word) => {
    take(word);
    if (!signal.aborted) others?.postMessage(word);
  };
  const ear = {
    following: () => {
      if (Date.now() - arrivedMs > JUST_ARRIVED_MS) tell('everything');
    },
    changed: tell,
  };
  const following = () => follow(tenantId, ear, signal);
  if (!navigator.locks || !others) return following();
  await navigator.locks.request(name, { signal }, following).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

/** Gathers what has changed, and has it asked for again when somebody looks and it is not too soon. */
export class Glance {
  private changed = new Set<ChangeKind>();
  private isEverything = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private nextMs = 0;

  constructor(private readonly queries: QueryClient) {
    document.addEventListener('visibilitychange', this.look);
  }

  take(word: Word): void {
    if (word === 'everything') this.isEverything = true;
    else for (const kind of word) this.changed.add(kind);
    this.timer ??= setTimeout(this.look, Math.max(GATHERS_MS, this.nextMs - Date.now()));
  }

  end(): void {
    clearTimeout(this.timer);
    document.removeEventListener('visibilitychange', this.look);
  }

  private readonly look = (): void => {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (document.visibilityState === 'hidden' || !(this.isEverything || this.changed.size)) return;
    const stale = staleAfter(this.isEverything ? 'everything' : this.changed);
    this.changed = new Set();
    this.isEverything = false;
    this.nextMs = Date.now() + RESTS_MS;
    void this.queries.invalidateQueries({
      predicate: ({ queryKey, state }) => queryKey.some((part) => stale.has(part)) && !isScrolled(state.data),
    });
  };
}
