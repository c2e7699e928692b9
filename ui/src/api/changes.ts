/** What changes in a tenant, as the API tells it while it happens. */
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { api } from './client';
import { Problem } from './problem';
import type { ChangeKind } from './types';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

export interface Ear {
  /** From now on everything is heard; what changed before this may not have been. */
  following: () => void;
  changed: (kinds: readonly ChangeKind[]) => void;
}

/**
 * Follow what changes until `signal` says otherwise, coming back whenever the answer ends. Gives up where the API does not
 * let us, or does not know how: whoever looks asks again now and then anyway.
 */
export async function follow(tenantId: string, ear: Ear, signal: AbortSignal): Promise<void> {
  let waitMs = FIRST_WAIT_MS;
  while (!signal.aborted) {
    try {
      await followOnce(tenantId, ear, signal);
      waitMs = FIRST_WAIT_MS;
    } catch (error) {
      if (error instanceof Problem && !error.isPassing) return;
      waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS);
    }
    await pause(waitMs * (0.5 + Math.random()), signal);
  }
}

async function followOnce(tenantId: string, ear: Ear, signal: AbortSignal): Promise<void> {
  const { data } = await api.GET('/api/v1/changes', {
    params: { query: { tenant_id: tenantId } },
    parseAs: 'stream',
    signal,
  });
  const events = data?.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream()).getReader();
  for (let read = await events?.read(); read && !read.done; read = await events?.read()) {
    const { kinds } = JSON.parse(read.value.data) as { kinds: ChangeKind[] };
    if (kinds.length) ear.changed(kinds);
    else ear.following();
  }
}

function pause(forMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resume) => {
    const timer = setTimeout(resume, forMs);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resume();
    });
  });
}
