/** The branch that was copied last, for this journey and for others in the same tab. */
import { useSyncExternalStore } from 'react';
import type { Copied } from './operations';

const KEY = 'copied branch';
const listeners = new Set<() => void>();
let kept: { text: string | null; branch: Copied | null } = { text: null, branch: null };

export function copyBranch(branch: Copied): void {
  sessionStorage.setItem(KEY, JSON.stringify(branch));
  for (const listener of listeners) listener();
}

export function useCopiedBranch(): Copied | null {
  return useSyncExternalStore(subscribe, read);
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function read(): Copied | null {
  const text = sessionStorage.getItem(KEY);
  if (text !== kept.text) kept = { text, branch: text ? (JSON.parse(text) as Copied) : null };
  return kept.branch;
}
