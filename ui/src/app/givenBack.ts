import { useEffect } from 'react';

const DIALOG = '[role=dialog]';
const OVER = `${DIALOG},[role=menu],[role=listbox]`;

/**
 * Once a dialog is gone the keyboard is where it was before that opened; where that is gone as well, at the page's title.
 *
 * A dialog that is drawn only while it is open cannot do so itself.
 */
export function useFocusGivenBack(): void {
  useEffect(() => {
    let before: HTMLElement | null = null;
    const remember = ({ target }: FocusEvent) => {
      if (target instanceof HTMLElement && !target.closest(OVER)) before = target;
    };
    const leaves = new MutationObserver((changes) => {
      if (document.activeElement !== document.body) return;
      const left = changes.flatMap(({ removedNodes }) => [...removedNodes]);
      if (!left.some((one) => one instanceof HTMLElement && (one.matches(DIALOG) || one.querySelector(DIALOG)))) return;
      const back = before?.isConnected ? before : document.getElementById('page-title');
      back?.focus({ preventScroll: true });
    });
    document.addEventListener('focusin', remember);
    leaves.observe(document.body, { childList: true, subtree: true });
    return () => {
      document.removeEventListener('focusin', remember);
      leaves.disconnect();
    };
  }, []);
}
