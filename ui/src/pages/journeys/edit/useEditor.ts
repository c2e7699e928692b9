/** A draft while it is drawn: every change can be undone, and is kept by the API a moment later, findings and all. */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import { asProblem, type Problem } from '@/api/problem';
import { saveDraft } from '../changes';
import type { Definition } from '../definition';
import type { Fault, WholeJourney } from '../queries';

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
  | { do: 'begin'; with: Definition };

function reduced(history: History, act: Act): History {
  const { past, now, future, last } = history;
  switch (act.do) {
    case 'begin':
      return { past: [], now: act.with, future: [], last: null };
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
  const [history, act] = useReducer(reduced, { past: [], now: draft, future: [], last: null });
  const [kept, setKept] = useState({ definition: draft, faults: begun.faults, revision: begun.revision });
  const [problem, setProblem] = useState<Problem | null>(null);
  const isSaving = useRef(false);
  const { now } = history;
  const isKept = kept.definition === now;
  const save = useCallback(async () => {
    if (isSaving.current) return;
    isSaving.current = true;
    try {
      const { faults, revision } = await saveDraft(journeyId, now, kept.revision);
      setProblem(null);
      setKept({ definition: now, faults, revision });
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
  }, [journeyId, now, kept.revision, queries]);
  const latest = useRef<(() => void) | null>(null);
  latest.current = isKept ? null : () => void save();
  useEffect(() => {
    if (isKept || problem?.status === 409) return;
    const timer = setTimeout(() => void save(), SAVE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [isKept, problem, save]);
  useEffect(() => () => latest.current?.(), []); // whoever goes elsewhere loses nothing
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
  };
}

function withDraft(known: WholeJourney, draft: Definition, faults: Fault[], draft_revision: number): WholeJourney {
  const name = known.live_version === 0 && draft.name ? draft.name : known.name;
  return { ...known, name, draft: { ...draft }, faults, draft_revision, has_draft: true };
}
