/** A template while it is written: what is typed is kept by the API a moment later, and by the browser until then. */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { asProblem, type Problem } from '@/api/problem';
import { useMe } from '@/app/me';
import { readTemplate, saveDraft } from '../changes';
import { type Content, contentOf } from '../content';
import type { WholeTemplate } from '../queries';
import { isSame, merged } from './merge';

const SAVE_AFTER_MS = 700;

export interface Draft {
  content: Content;
  change: (to: Content) => void;
  state: 'saved' | 'saving' | 'failed';
  problem: Problem | null;
  /** What somebody else wrote meanwhile; null while nobody did. */
  theirs: Content | null;
  /** Whoever wrote that; empty where it is not known. */
  theirsBy: string;
  /** What this browser kept of an earlier time, which the API never got. */
  left: Content | null;
  forgetLeft: () => void;
  takeTheirs: () => void;
  /** Mine where I changed something, theirs everywhere else. */
  bringTogether: () => void;
  /** Tries again after a failure. Gives the revision that has everything. */
  save: () => Promise<number>;
}

export function useDraft(template: WholeTemplate): Draft {
  const { id } = template;
  const spot = `${useMe().user_id} ${id}`; // what one person wrote is shown to no other
  const queries = useQueryClient();
  const [begun] = useState(() => ({ content: contentOf(template.content), revision: template.draft_revision }));
  const [content, setContent] = useState(begun.content);
  const [kept, setKept] = useState(begun);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [other, setOther] = useState<{ content: Content; revision: number; by: string } | null>(null);
  const [left, setLeft] = useState(() => leftOf(spot, begun.content));
  const saving = useRef<Promise<number> | null>(null);
  const now = useRef({ content, kept });
  now.current = { content, kept };
  const isKept = kept.content === content;

  const save = useCallback((): Promise<number> => {
    const begin = async (): Promise<number> => {
      const sent = now.current.content;
      if (sent === now.current.kept.content) return now.current.kept.revision;
      try {
        const answer = await saveDraft(id, { content: sent }, now.current.kept.revision);
        const next = { content: sent, revision: answer.draft_revision };
        setProblem(null);
        setKept(next);
        now.current = { ...now.current, kept: next };
        if (now.current.content === sent) forget(spot);
        const whole = { ...answer, content: { ...sent } };
        queries.setQueryData<WholeTemplate>(['template', id], (known) => known && { ...known, ...whole });
        void queries.invalidateQueries({ queryKey: ['templates'] });
        return next.revision;
      } catch (error) {
        const refused = asProblem(error);
        if (refused.status === 409) {
          const theirs = await readTemplate(id);
          setOther({
            content: contentOf(theirs.content),
            revision: theirs.draft_revision,
            by: theirs.draft_by,
          });
        }
        setProblem(refused);
        throw error;
      }
    };
    saving.current = (saving.current ?? Promise.resolve(0)).catch(() => 0).then(begin);
    return saving.current;
  }, [id, spot, queries]);

  useEffect(() => {
    if (isKept || problem?.status === 409) return;
    remember(spot, content);
    const timer = setTimeout(() => void save().catch(() => undefined), SAVE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [spot, content, isKept, problem, save]);
  const latest = useRef<(() => void) | null>(null);
  latest.current = isKept || problem?.status === 409 ? null : () => void save().catch(() => undefined);
  useEffect(() => () => latest.current?.(), []); // whoever goes elsewhere loses nothing

  const begin = (to: Content, read: { content: Content; revision: number }) => {
    setKept(read);
    setContent(isSame(to, read.content) ? read.content : to);
    setOther(null);
    setProblem(null);
  };
  return {
    content,
    change: setContent,
    state: problem ? 'failed' : isKept ? 'saved' : 'saving',
    problem,
    theirs: other?.content ?? null,
    theirsBy: other?.by ?? '',
    left,
    forgetLeft: () => {
      forget(spot);
      setLeft(null);
    },
    takeTheirs: () => {
      if (!other) return;
      forget(spot);
      begin(other.content, other);
    },
    bringTogether: () => other && begin(merged(kept.content, content, other.content), other),
    save,
  };
}

const KEPT = 'content draft ';

function remember(spot: string, content: Content): void {
  try {
    sessionStorage.setItem(KEPT + spot, JSON.stringify(content));
  } catch {
    // a browser that keeps nothing: the API has it in a moment
  }
}

function forget(spot: string): void {
  sessionStorage.removeItem(KEPT + spot);
}

function leftOf(spot: string, content: Content): Content | null {
  try {
    const left = JSON.parse(sessionStorage.getItem(KEPT + spot) ?? 'null') as Content | null;
    return left && !isSame(left, content) ? left : null;
  } catch {
    return null;
  }
}
