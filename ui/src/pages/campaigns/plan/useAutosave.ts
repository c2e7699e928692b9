/** Saves what is typed, section by section, a moment after the typing stops; one save at a time. */
import { useEffect, useRef, useState } from 'react';
import { asProblem } from '@/api/problem';
import type { Launch } from '@/api/types';
import { useSaySection } from './queries';
import { changedParts, type Errors, errorsOf, type Part, type Said } from './said';

const SETTLED_MS = 600;

export interface Autosave {
  said: Said;
  change: <P extends Part>(part: P, change: Partial<Said[P]>) => void;
  errors: Errors;
  isSaving: boolean;
  /** Everything that was said is kept. */
  isSaved: boolean;
}

/** `kept` is what the API has; `onKept` hears of the launch each time that changes. */
export function useAutosave(first: Said, launch: Launch | null, onKept: (launch: Launch) => void): Autosave {
  const [said, setSaid] = useState(first);
  const [kept, setKept] = useState(first);
  const [errors, setErrors] = useState<Partial<Record<Part, Errors>>>({});
  const [refused, setRefused] = useState<Partial<Said>>({});
  const [isSaving, setSaving] = useState(false);
  const now = useRef({ launch, onKept });
  now.current = { launch, onKept };
  const { mutateAsync } = useSaySection();

  const due = changedParts(kept, said).find((part) => refused[part] !== said[part]);
  useEffect(() => {
    if (!due || isSaving) return;
    const timer = setTimeout(async () => {
      setSaving(true);
      try {
        const answer = await mutateAsync({ launch: now.current.launch, part: due, said });
        setKept((before) => ({ ...before, [due]: said[due] }));
        setErrors((before) => ({ ...before, [due]: undefined }));
        now.current.onKept(answer);
      } catch (error) {
        setRefused((before) => ({ ...before, [due]: said[due] }));
        setErrors((before) => ({ ...before, [due]: errorsOf(asProblem(error), due) }));
      } finally {
        setSaving(false);
      }
    }, SETTLED_MS);
    return () => clearTimeout(timer);
  }, [due, said, isSaving, mutateAsync]);

  return {
    said,
    change: (part, change) => setSaid((before) => ({ ...before, [part]: { ...before[part], ...change } })),
    errors: Object.assign({}, ...Object.values(errors)),
    isSaving,
    isSaved: changedParts(kept, said).length === 0,
  };
}
