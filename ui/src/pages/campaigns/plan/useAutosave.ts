/** Saves what is typed, section by section, a moment after the typing stops; one save at a time. */
import { useBlocker } from '@tanstack/react-router';
import { useCallback, useEffect, useRef, useState } from 'react';
import { newId } from '@/api/newId';
import { asProblem, type Problem } from '@/api/problem';
import type { Launch } from '@/api/types';
import { MARKED } from '@/parts/writing/useLeaving';
import { useUnsaved } from '@/parts/writing/useUnsaved';
import type { Contest } from '@/parts/writing/useWritten';
import * as merging from './merging';
import { useReadLaunch, useSaySection } from './queries';
import { type Errors, errorsOf, isAlike, isHalf, type Part, type Said, saidOf } from './said';

const SETTLED_MS = 600;
const LONGEST_PAUSE_MS = 30_000;
const CONFLICT = 409;

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
  /** What was changed here and by others since: nothing of it is saved before somebody chooses. */
  contests: Contest[];
  /** Keeps what was written here, in one field or in all that are contested. */
  insist: (field?: merging.Field) => void;
  /** Takes what others wrote, in one field or in all that are contested. */
  undo: (field?: merging.Field) => void;
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

type Refused = Readonly<Record<merging.Field, { value: unknown; errors: Errors }>>;

interface Form extends merging.Written {
  /** As it was read last. */
  launch: Launch | null;
  refused: Refused;
  /** Fields go one by one, so that the one that is refused keeps no other from being saved. */
  isOneByOne: boolean;
}

/**
 * `launch` is what the API has; `onKept` hears of it each time that changes.
 *
 * What the API has not got is kept by this tab, so that neither a reload nor a failing server loses it. What others say of
 * the same campaign is taken in where nothing was written here.
 */
export function useAutosave(
  first: Said,
  launch: Launch | null,
  onKept: (launch: Launch) => void,
  { isTyping, isOdd }: HeldBack,
): Autosave {
  const [left, remember] = useUnsaved<merging.Left>(launch ? `launch ${launch.id}` : 'new campaign');
  const [form, setForm] = useState<Form>(() => ({
    ...merging.takenUp(first, left),
    launch,
    refused: {},
    isOneByOne: false,
  }));
  const now = useRef(form);
  const put = useCallback((next: Partial<Form>) => {
    now.current = { ...now.current, ...next };
    setForm(now.current);
  }, []);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [isSaving, setSaving] = useState(false);
  const kept = useRef(onKept);
  kept.current = onKept;
  const busy = useRef(false);
  const isGone = useRef(false);
  const begun = useRef({ said: '', key: '' });
  const { mutateAsync } = useSaySection();
  const readAgain = useReadLaunch();

  const later = useCallback((problem: Problem) => {
    setTrouble((before) => {
      const times = (before?.times ?? 0) + 1;
      return { problem, times, again: Date.now() + Math.min(SETTLED_MS * 2 ** times, LONGEST_PAUSE_MS) };
    });
  }, []);

  const save = useCallback(async (): Promise<void> => {
    const fields = dueOf(now.current);
    const part = fields[0] && merging.partOf(fields[0]);
    if (!part || busy.current) return;
    busy.current = true;
    setSaving(true);
    const { said: sent, launch: known } = now.current;
    if (begun.current.said !== JSON.stringify(sent)) begun.current = { said: JSON.stringify(sent), key: newId() };
    const words = merging.patchOfFields(sent, fields);
    try {
      const answer = await mutateAsync({ launch: known, part, words, said: sent, key: begun.current.key });
      put({ ...savedOf(now.current, sent, fields, answer), launch: answer });
      setTrouble(null);
      if (isGone.current) remember(merging.leftOf(now.current));
      else kept.current(answer);
    } catch (error) {
      const problem = asProblem(error);
      if (problem.isPassing) return later(problem);
      let fresh: Launch | null = null;
      if (known && problem.status === CONFLICT) {
        try {
          fresh = await readAgain(known.id);
        } catch (unread) {
          return later(asProblem(unread));
        }
      }
      setTrouble(null);
      if (fresh && fresh.revision !== known?.revision) {
        put({ ...merging.takeIn(now.current, saidOf(fresh)), launch: fresh });
      } else if (fields.length > 1) put({ isOneByOne: true });
      else put({ refused: { ...now.current.refused, ...refusalsOf(problem, sent, fields) } });
    } finally {
      busy.current = false;
      setSaving(false);
    }
    if (isGone.current) await save();
  }, [mutateAsync, readAgain, remember, put, later]);

  useEffect(() => {
    const known = now.current.launch;
    if (!launch || busy.current || known?.revision === launch.revision) return;
    if (known && launch.updated_at < known.updated_at) return; // asked for before it was last saved
    put({ ...merging.takeIn(now.current, saidOf(launch)), launch });
  }, [launch, put]);

  const creatives = launch?.creatives.map(({ id }) => id).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what creatives were in the way of may be said without them
  useEffect(() => put({ refused: {} }), [creatives, put]);

  const { said } = form;
  const isDue = dueOf(form).length > 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of the form begins the wait anew
  useEffect(() => {
    if (!isDue || isSaving) return;
    const pause = Math.max(SETTLED_MS, (trouble?.again ?? 0) - Date.now());
    const timer = setTimeout(() => void save(), pause);
    return () => clearTimeout(timer);
  }, [isDue, form, isSaving, trouble, save]);
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
    remember(merging.leftOf(form));
  }, [form, remember]);
  const open = merging.unsaved(form);
  const isSaved = open.length === 0 && !isTyping && !isOdd;
  const isStuck = isOdd || (open.length > 0 && (trouble !== null || !isDue));
  useBlocker({
    shouldBlockFn: () =>
      isStuck &&
      !window.confirm(
        isOdd
          ? `Leave? ${MARKED} All else that is not saved only this tab keeps.`
          : 'Leave? Not all of it is saved; only this tab keeps what you wrote.',
      ),
    enableBeforeUnload: () => !isSaved,
    disabled: isSaved,
  });

  const contested = merging.contestedOf(form);
  const settle = (fields: readonly merging.Field[], whose: 'mine' | 'theirs') =>
    put(fields.reduce<merging.Written>((written, field) => merging.settle(written, field, whose), now.current));
  const [mine, theirs] = [merging.flat(said), merging.flat(form.read)];
  return {
    said,
    change: (part, change) => {
      const { said: before } = now.current;
      put({ said: { ...before, [part]: { ...before[part], ...change } }, isOneByOne: false });
    },
    errors: Object.assign({}, ...open.map((field) => form.refused[field]?.errors)),
    isSaving,
    isSaved,
    trouble: isSaved ? null : (trouble?.problem ?? null),
    saveNow: () => void save(),
    contests: contested.map((name) => ({ name, mine: mine.get(name), theirs: theirs.get(name) })),
    insist: (field) => settle(field ? [field] : contested, 'mine'),
    undo: (field) => settle(field ? [field] : contested, 'theirs'),
  };
}

/** The fields of one section that are to be saved next: those that were refused as they are only beside others. */
function dueOf(form: Form): merging.Field[] {
  const words = merging.flat(form.said);
  const isWhole = (field: merging.Field) => field !== 'budget.pricing' || !isHalf(form.said.budget.pricing);
  const open = merging.unsaved(form).filter((field) => !form.contested.includes(field) && isWhole(field));
  const fresh = open.filter(
    (field) => !(field in form.refused) || !isAlike(form.refused[field]?.value, words.get(field)),
  );
  const [next] = fresh;
  if (!next) return [];
  return form.isOneByOne ? [next] : open.filter((field) => merging.partOf(field) === merging.partOf(next));
}

/** After `fields` were saved as they are in `sent`, and the API said so. */
function savedOf(form: Form, sent: Said, fields: readonly merging.Field[], answer: Launch): Partial<Form> {
  const words = merging.flat(sent);
  const kept = merging.withFields(form.kept, new Map(fields.map((field) => [field, words.get(field)])));
  const refused = Object.fromEntries(Object.entries(form.refused).filter(([field]) => !fields.includes(field)));
  return { ...merging.takeIn({ ...form, kept }, saidOf(answer), fields), refused };
}

function refusalsOf(problem: Problem, sent: Said, fields: readonly merging.Field[]): Refused {
  const words = merging.flat(sent);
  const refusals = fields.map((field) => [
    field,
    { value: words.get(field), errors: errorsOf(problem, merging.partOf(field)) },
  ]);
  return Object.fromEntries(refusals);
}
