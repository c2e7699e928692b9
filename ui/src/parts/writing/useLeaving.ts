import { useBlocker } from '@tanstack/react-router';
import { useEffect } from 'react';

/** For what this tab keeps: nothing of it is lost, and nothing of it is saved. */
export const KEPT = '';
/** For what no field could take, and is kept by nobody. */
export const MARKED = 'What is marked would have to be written again.';

let isAgreed = false; // what one part of a page has asked, the others do not ask again
const atRisk = new Set<{ loss: string }>();

/**
 * Asks before somebody leaves the page while `isAtRisk`, with what all parts of the page would lose by it: `loss` says so in a
 * sentence. Browsers ask in their own words before a tab is closed, which may lose what leaving the page does not: `isUnsaved`.
 */
export function useLeaving(isAtRisk: boolean, loss: string, isUnsaved = isAtRisk): void {
  useEffect(() => {
    if (!isAtRisk) return;
    const here = { loss };
    atRisk.add(here);
    return () => {
      atRisk.delete(here);
    };
  }, [isAtRisk, loss]);
  useBlocker({
    shouldBlockFn: ({ current, next }) => {
      if (!isAtRisk || isAgreed || current.pathname === next.pathname) return false;
      isAgreed = window.confirm(question());
      setTimeout(() => {
        isAgreed = false;
      });
      return !isAgreed;
    },
    enableBeforeUnload: () => isUnsaved,
    disabled: !isAtRisk && !isUnsaved,
  });
}

/** Asks before part of a page takes away a field that holds what it could not take. */
export function mayLose(isOdd: boolean, what = 'Leave?'): boolean {
  return !isOdd || window.confirm(`${what} ${MARKED}`);
}

function question(): string {
  const all = new Set([...atRisk].map(({ loss }) => loss));
  const isMoreKept = all.delete(KEPT);
  if (all.size === 0) return 'Leave without saving? Until you come back, this tab keeps what you wrote.';
  const rest = isMoreKept ? ['All else is not saved either; until you come back, this tab keeps it.'] : [];
  return ['Leave?', ...all, ...rest].join(' ');
}
