/** Saves what is typed, section by section, a moment after the typing stops; one save at a time. */
import { useBlocker } from '@tanstack/react-router';
import { useCallback, useEffect, useRef, useState } from 'react';
import { newId } from '@/api/newId';
import { asProblem, type Problem } from '@/api/problem';
import type { Launch } from '@/api/types';
import { useUnsaved } from '@/parts/writing/useUnsaved';
import { useSaySection } from './queries';
import { changedParts, type Errors, errorsOf, type Mine, mineOf, type Part, type Said, withMine } from './said';

const SETTLED_MS = 600;
const LONGEST_PAUSE_MS = 30_000;

export interface Autosave {
  said: Said;
  change: <P extends Part>(part: P, change: Partial<Said[P]>) => void;
  errors: Errors;
  isSaving: boolean;
  /** Everything that was said is kept. */
  isSaved: boolean;
  /** Why the last save failed through no fault of what was written; it is tried again by itself. */
  trouble: Problem | null;
  /** Saves without waiting. */
  saveNow: () => void;
}

interface Trouble {
  problem: Problem;
  times: number;
  /** When it is tried again, in milliseconds since 1970. */
  again: number;
}

interface HeldBack {
  isTyping: boolean;
  isOdd: boolean;
}

/**
 * `kept` is what the API has; `onKept` hears of the launch each time that changes.
 *
 * What the API has not got is kept by this tab, so that neither a reload nor a failing server loses it.
 */
export function useAutosave(
  first: Said,
  launch: Launch | null,
  onKept: (launch: Launch) => void,
  { isTyping, isOdd }: HeldBack,
): Autosave {
  const [left, remember] = useUnsaved<Mine>(launch ? `launch ${launch.id}` : 'new campaign');
  const [said, setSaid] = useState(() => withMine(first, left));
  const [kept, setKept] = useState(first);
  const [errors, setErrors] = useState<Partial<Record<Part, Errors>>>({});
  const [refused, setRefused] = useState<Partial<Said>>({});
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [isSaving, setSaving] = useState(false);
  const now = useRef({ launch, onKept, said, kept, refused });
  now.current = { launch, onKept, said, kept, refused };
  const busy = useRef(false);
  const isGone = useRef(false);
  const begun = useRef({ said: '', key: '' });
  const { mutateAsync } = useSaySection();

  const due = dueOf(now.current);
  const save = useCallback(async (): Promise<void> => {
    const part = dueOf(now.current);
    if (!part || busy.current) return;
    busy.current = true;
    setSaving(true);
    const sent = now.current.said;
    if (begun.current.said !== JSON.stringify(sent)) begun.current = { said: JSON.stringify(sent), key: newId() };
    try {
      const answer = await mutateAsync({ launch: now.current.launch, part, said: sent, key: begun.current.key });
      const has = { ...now.current.kept, [part]: sent[part] };
      now.current = { ...now.current, kept: has, launch: answer };
      setKept(has);
      setErrors((before) => ({ ...before, [part]: undefined }));
      setTrouble(null);
      if (isGone.current) remember(mineOf(has, now.current.said));
      else now.current.onKept(answer);
    } catch (error) {
      const problem = asProblem(error);
      if (problem.isPassing) {
        setTrouble((before) => {
          const times = (before?.times ?? 0) + 1;
          return { problem, times, again: Date.now() + Math.min(SETTLED_MS * 2 ** times, LONGEST_PAUSE_MS) };
        });
        return;
      }
      now.current = { ...now.current, refused: { ...now.current.refused, [part]: sent[part] } };
      setRefused(now.current.refused);
      setErrors((before) => ({ ...before, [part]: errorsOf(problem, part) }));
      setTrouble(null);
    } finally {
      busy.current = false;
      setSaving(false);
    }
    if (isGone.current) await save();
  }, [mutateAsync, remember]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of what is said begins the wait anew
  useEffect(() => {
    if (!due || isSaving) return;
    const pause = Math.max(SETTLED_MS, (trouble?.again ?? 0) - Date.now());
    const timer = setTimeout(() => void save(), pause);
    return () => clearTimeout(timer);
  }, [due, said, isSaving, trouble, save]);
  useEffect(() => {
    const saveAtOnce = () => void save();
    window.addEventListener('online', saveAtOnce);
    return () => window.removeEventListener('online', saveAtOnce);
  }, [save]);
  const latest = useRef(save);
  latest.current = save;
  useEffect(() => {
    isGone.current = false;
    return () => {
      isGone.current = true; // whoever goes elsewhere has the rest saved behind them
      void latest.current();
    };
  }, []);

  const before = useRef(remember);
  useEffect(() => {
    if (before.current !== remember) before.current(null); // it is a launch now, and kept as that
    before.current = remember;
    remember(mineOf(kept, said));
  }, [kept, said, remember]);
  const isSaved = changedParts(kept, said).length === 0 && !isTyping && !isOdd;
  const isStuck = isOdd || (!isSaved && !isTyping && (trouble !== null || !due));
  useBlocker({
    shouldBlockFn: () =>
      isStuck && !window.confirm('Leave? Not all of it is saved; only this tab keeps what you wrote.'),
    enableBeforeUnload: () => !isSaved,
    disabled: isSaved,
  });

  return {
    said,
    change: (part, change) => setSaid((before) => ({ ...before, [part]: { ...before[part], ...change } })),
    errors: Object.assign({}, ...Object.values(errors)),
    isSaving,
    isSaved,
    trouble: isSaved ? null : (trouble?.problem ?? null),
    saveNow: () => void save(),
  };
}

/** The first section that is said differently than it is kept, and was not refused like this. */
function dueOf({ kept, said, refused }: { kept: Said; said: Said; refused: Partial<Said> }): Part | undefined {
  return changedParts(kept, said).find((part) => refused[part] !== said[part]);
}
