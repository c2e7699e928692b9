/** A draft while it is drawn: every change can be undone, and is kept by the API a moment later, and by this tab until then. */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import { asProblem, type Problem } from '@/api/problem';
import { KEPT, useLeaving } from '@/parts/writing/useLeaving';
import { useUnsaved } from '@/parts/writing/useUnsaved';
import { saveDraft } from '../changes';
import { type Definition, definitionOf } from '../definition';
import type { Fault, WholeJourney } from '../queries';
import { isSame, together } from './together';

const SAVE_AFTER_MS = 600;
const ONE_CHANGE_MS = 1_200;
const MOST_UNDONE = 200;

interface History {
  past: readonly Definition[];
  now: Definition;
  future: readonly Definition[];
  /** What was changed last, and when: typing on is one change. */
  last: { what: string; at: number } | null;
}
type Act =
  | { do: 'change'; to: Definition; what: string; at: number }
  | { do: 'undo' | 'redo' }
  | { do: 'begin'; with: Definition; over: Definition };

function reduced(history: History, act: Act): History {
  const { past, now, future, last } = history;
  switch (act.do) {
    case 'begin':
      return begunWith(act.with, act.over);
    case 'change': {
      if (act.to === now) return history;
      const goesOn = act.what !== '' && last?.what === act.what && act.at - last.at < ONE_CHANGE_MS;
      const before = goesOn ? past : [...past.slice(-MOST_UNDONE), now];
      return { past: before, now: act.to, future: [], last: { what: act.what, at: act.at } };
    }
    case 'undo': {
      const before = past.at(-1);
      return before ? { past: past.slice(0, -1), now: before, future: [now, ...future], last: null } : history;
    }
    case 'redo': {
      const [after, ...rest] = future;
      return after ? { past: [...past, now], now: after, future: rest, last: null } : history;
    }
  }
}

/** What is written over something else can be undone into that. */
function begunWith(now: Definition, over: Definition): History {
  return { past: now === over ? [] : [over], now, future: [], last: null };
}

export interface Editor {
  definition: Definition;
  faults: readonly Fault[];
  revision: number;
  /** `what` names a field that is typed into: typing on is undone as one. */
  change: (to: Definition, what?: string) => void;
  undo: (() => void) | null;
  redo: (() => void) | null;
  state: 'saved' | 'saving' | 'failed';
  problem: Problem | null;
  /** Tries again after a failure. */
  save: () => void;
  /** What was written here was written over this. */
  base: Definition;
  /** After somebody else was faster: mine where I changed something, theirs everywhere else. */
  bringTogether: (rival: WholeJourney) => void;
  takeTheirs: (rival: WholeJourney) => void;
}

/** What the API has not got yet, and what it was written over. */
interface Left {
  base: Definition;
  revision: number;
  mine: Definition;
}

interface Begun {
  journeyId: string;
  draft: Definition;
  faults: readonly Fault[];
  revision: number;
}

export function useEditor(begun: Begun): Editor {
  const { journeyId, draft } = begun;
  const queries = useQueryClient();
  const [left, remember] = useUnsaved<Left>(`journey ${journeyId}`);
  const [first] = useState(() => {
    const isOld = left === null || isSame(left.mine, draft);
    return isOld ? { base: draft, revision: begun.revision, mine: draft } : left;
  });
  const [history, act] = useReducer(reduced, begunWith(first.mine, first.base));
  const [kept, setKept] = useState({ definition: first.base, faults: begun.faults, revision: first.revision });
  const [problem, setProblem] = useState<Problem | null>(null);
  const isSaving = useRef(false);
  const { now } = history;
  const isKept = kept.definition === now;
  const shown = useRef(now);
  shown.current = now;
  useEffect(() => {
    remember(isKept ? null : { base: kept.definition, revision: kept.revision, mine: now });
  }, [isKept, kept, now, remember]);
  useLeaving(!isKept && problem !== null, KEPT, !isKept);
  const save = useCallback(async () => {
    if (isSaving.current) return;
    isSaving.current = true;
    try {
      const { faults, revision } = await saveDraft(journeyId, now, kept.revision);
      setProblem(null);
      setKept({ definition: now, faults, revision });
      if (shown.current === now) remember(null);
      // whoever comes back to the draft finds it as it is now
      queries.setQueryData<WholeJourney>(
        ['journey', journeyId],
        (known) => known && withDraft(known, now, faults, revision),
      );
      void queries.invalidateQueries({ queryKey: ['journeys'] });
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      isSaving.current = false;
    }
  }, [journeyId, now, kept.revision, queries, remember]);
  const latest = useRef<(() => void) | null>(null);
  latest.current = isKept ? null : () => void save();
  useEffect(() => {
    if (isKept || problem?.status === 409) return;
    const timer = setTimeout(() => void save(), SAVE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [isKept, problem, save]);
  useEffect(() => () => latest.current?.(), []); // whoever goes elsewhere loses nothing
  const take = (rival: WholeJourney, choose: (theirs: Definition) => Definition) => {
    const theirs = definitionOf(rival.draft ?? rival.live, rival.name);
    const chosen = choose(theirs);
    setKept({ definition: theirs, faults: rival.faults, revision: rival.draft_revision });
    act({ do: 'begin', with: isSame(chosen, theirs) ? theirs : chosen, over: theirs });
    setProblem(null);
    queries.setQueryData<WholeJourney>(['journey', journeyId], rival);
  };
  return {
    definition: now,
    faults: kept.faults,
    revision: kept.revision,
    change: useCallback((to, what = '') => act({ do: 'change', to, what, at: Date.now() }), []),
    undo: history.past.length > 0 ? () => act({ do: 'undo' }) : null,
    redo: history.future.length > 0 ? () => act({ do: 'redo' }) : null,
    state: problem ? 'failed' : isKept ? 'saved' : 'saving',
    problem,
    save: () => void save(),
    base: kept.definition,
    bringTogether: (rival) => take(rival, (theirs) => together(kept.definition, now, theirs)),
    takeTheirs: (rival) => take(rival, (theirs) => theirs),
  };
}

function withDraft(known: WholeJourney, draft: Definition, faults: Fault[], draft_revision: number): WholeJourney {
  const name = known.live_version === 0 && draft.name ? draft.name : known.name;
  return { ...known, name, draft: { ...draft }, faults, draft_revision, has_draft: true };
}
