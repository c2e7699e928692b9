/** A draft of a kit while it is written: kept by the API a moment after each change, or said why not. */
import { useQueryClient } from '@tanstack/react-query';
import { useBlocker } from '@tanstack/react-router';
import { useCallback, useEffect, useRef, useState } from 'react';
import { asProblem, byField, type Problem } from '@/api/problem';
import { whole } from '../content';
import { type Content, saveKit, type WholeKit } from '../queries';

const SETTLED_MS = 700;

export interface Said {
  name: string;
  content: Content;
}

export interface Draft {
  said: Said;
  change: (more: Partial<Content>) => void;
  rename: (name: string) => void;
  /** As the API has it. */
  kit: WholeKit;
  state: 'saved' | 'saving' | 'refused';
  problem: Problem | null;
  /** By the path in the kit: `palette.colours.0.hex`. */
  errors: Record<string, string>;
  /** After somebody else was faster: keeps what is written here, over theirs. */
  insist: (newest: WholeKit) => void;
  /** Takes what they wrote. */
  giveIn: (newest: WholeKit) => void;
}

export function useDraft(first: WholeKit): Draft {
  const queries = useQueryClient();
  const [kit, setKit] = useState(first);
  const [said, setSaid] = useState<Said>(() => saidOf(first));
  const [kept, setKept] = useState(said);
  const [refused, setRefused] = useState<{ said: Said; problem: Problem } | null>(null);
  const isSaving = useRef(false);
  const isKept = kept === said;
  const isRefused = refused?.said === said;
  const save = useCallback(async () => {
    if (isSaving.current) return;
    isSaving.current = true;
    try {
      const now = await saveKit(kit.id, kit.revision, said.name, said.content);
      queries.setQueryData(['brand', 'kit', kit.id], now);
      setKit(now);
      setKept(said);
      setRefused(null);
      void queries.invalidateQueries({ queryKey: ['brand', 'kits'] });
    } catch (error) {
      setRefused({ said, problem: asProblem(error) });
    } finally {
      isSaving.current = false;
    }
  }, [kit, said, queries]);
  const isPassing = refused?.problem.isPassing ?? false;
  useEffect(() => {
    if (isKept || (isRefused && !isPassing)) return;
    const timer = setTimeout(() => void save(), isRefused ? 5 * SETTLED_MS : SETTLED_MS);
    return () => clearTimeout(timer);
  }, [isKept, isRefused, isPassing, save]);
  const latest = useRef<(() => void) | null>(null);
  latest.current = isKept || isRefused ? null : () => void save();
  useEffect(() => () => latest.current?.(), []); // whoever goes elsewhere loses nothing
  useBlocker({
    shouldBlockFn: () => isRefused && !isKept && !window.confirm('Leave without what could not be saved?'),
    enableBeforeUnload: () => !isKept,
  });
  useEffect(() => {
    // published or renamed elsewhere on this page: a newer revision of what is written here
    if (isKept && first.revision > kit.revision) {
      setKit(first);
      const now = saidOf(first);
      setSaid(now);
      setKept(now);
    }
  }, [first, isKept, kit.revision]);
  return {
    said,
    change: (more) => setSaid((before) => ({ ...before, content: { ...before.content, ...more } })),
    rename: (name) => setSaid((before) => ({ ...before, name })),
    kit,
    state: isKept ? 'saved' : isRefused ? 'refused' : 'saving',
    problem: isRefused ? (refused?.problem ?? null) : null,
    errors: isRefused && refused ? inKit(byField(refused.problem)) : {},
    insist: (newest) => {
      setKit(newest);
      setRefused(null);
    },
    giveIn: (newest) => {
      const now = saidOf(newest);
      setKit(newest);
      setSaid(now);
      setKept(now);
      setRefused(null);
    },
  };
}

function saidOf({ name, content }: WholeKit): Said {
  return { name, content: whole(content) };
}

function inKit(errors: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(errors).map(([field, said]) => [field.replace(/^content\./, ''), said]));
}
