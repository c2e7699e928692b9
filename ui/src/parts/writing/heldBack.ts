/** Fields that hold something which they have not handed to their form: half typed, or nothing one could be sure of. */
import { createContext, useCallback, useContext, useId, useLayoutEffect, useState } from 'react';
import { MARKED, useLeaving } from './useLeaving';

/** `typing` is handed on in a moment; `odd` stays with its field until somebody mends it. */
export type HeldBack = 'typing' | 'odd';

type Tell = (field: string, held: HeldBack | null) => void;

/** A form around such fields: its value is `tell` of `useHeldBack`. */
export const Listening = createContext<Tell>(() => undefined);

/** What a field tells the form around it, if there is one that listens. */
export function useTellHeldBack(held: HeldBack | null): void {
  const tell = useContext(Listening);
  const field = useId();
  useLayoutEffect(() => {
    if (!held) return;
    tell(field, held);
    return () => tell(field, null);
  }, [tell, field, held]);
}

/** What the fields within `<Listening value={tell}>` hold back. */
export function useHeldBack() {
  const [fields, setFields] = useState<Readonly<Record<string, HeldBack>>>({});
  const tell = useCallback<Tell>((field, held) => {
    setFields(({ [field]: before, ...rest }) => (held ? { ...rest, [field]: held } : rest));
  }, []);
  const all = Object.values(fields);
  return { isTyping: all.includes('typing'), isOdd: all.includes('odd'), tell };
}

/** `useHeldBack`, for what is kept while it is written: asks before somebody leaves what is marked, which nobody keeps. */
export function useMarked() {
  const held = useHeldBack();
  useLeaving(held.isOdd, MARKED, held.isOdd || held.isTyping);
  return held;
}
