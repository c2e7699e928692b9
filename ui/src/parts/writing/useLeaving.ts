import { useBlocker } from '@tanstack/react-router';

/** For what this tab keeps: nothing of it is lost, and nothing of it is saved. */
export const LEAVING = 'Leave without saving? Until you come back, this tab keeps what you wrote.';

let isAgreed = false; // what one part of a page has asked, the others do not ask again

/**
 * Asks before somebody leaves the page while `isAtRisk`; browsers ask in their own words before a tab is closed, which may
 * lose what leaving the page does not: `isUnsaved`.
 */
export function useLeaving(isAtRisk: boolean, question: string, isUnsaved = isAtRisk): void {
  useBlocker({
    shouldBlockFn: ({ current, next }) => {
      if (!isAtRisk || isAgreed || current.pathname === next.pathname) return false;
      isAgreed = window.confirm(question);
      setTimeout(() => {
        isAgreed = false;
      });
      return !isAgreed;
    },
    enableBeforeUnload: () => isUnsaved,
    disabled: !isAtRisk && !isUnsaved,
  });
}
