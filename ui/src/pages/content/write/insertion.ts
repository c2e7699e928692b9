/** Where a value from the browser of variables goes: to the cursor of whichever field was written in last. */
import { createContext, type RefObject, useContext } from 'react';

export type Insert = (text: string) => void;

export const Insertion = createContext<RefObject<Insert | null>>({ current: null });

/** What a plain field says when it is entered, so that text goes in at its cursor. */
export function useInsertion(value: string, onChange: (value: string) => void) {
  const last = useContext(Insertion);
  return {
    onFocus: (event: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) => {
      const field = event.currentTarget;
      last.current = (text) => {
        const at = field.selectionStart ?? value.length;
        const end = field.selectionEnd ?? at;
        const before = field.value;
        onChange(before.slice(0, at) + text + before.slice(end));
        requestAnimationFrame(() => {
          field.focus();
          field.setSelectionRange(at + text.length, at + text.length);
        });
      };
    },
  };
}
