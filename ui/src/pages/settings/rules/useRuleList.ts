import { useState } from 'react';
import { useUnsaved } from '@/parts/writing/useUnsaved';
import { atOdds, changesOf, merged, toldOf } from './named';
import { Overtaken } from './queries';

interface Named {
  name: string;
}

interface Kept<Rule> {
  base: readonly Rule[];
  mine: readonly Rule[];
}

interface Saving<Rule> {
  mutate: (
    said: { base: readonly Rule[]; rules: readonly Rule[] },
    options: { onSuccess: () => void; onError: (error: Error) => void },
  ) => void;
  isPending: boolean;
  error: Error | null;
}

/** A list of rules that is changed as a whole and saved together: what is unsaved, what it would do, and who was first. */
export function useRuleList<Rule extends Named>(
  subject: string,
  saved: readonly Rule[],
  save: Saving<Rule>,
  sentence: (rule: Rule) => string,
) {
  const [kept, keep] = useUnsaved<Kept<Rule>>(subject);
  const [theirs, setTheirs] = useState<readonly Rule[] | null>(null);
  const { base, mine } = kept ?? { base: saved, mine: saved };
  const put = (name: string | null, rule: Rule | null) => {
    const others = name === null ? mine : mine.map((one) => (one.name === name ? rule : one));
    const next = [...others.filter((one) => one !== null), ...(name === null && rule ? [rule] : [])];
    keep(changesOf(base, next).length > 0 ? { base, mine: next } : null);
  };
  const discard = () => {
    keep(null);
    setTheirs(null);
  };
  const send = (from: readonly Rule[], rules: readonly Rule[], onSaved?: () => void) =>
    save.mutate(
      { base: from, rules },
      {
        onSuccess: () => {
          discard();
          onSaved?.();
        },
        onError: (error) => setTheirs(error instanceof Overtaken ? (error.theirs as readonly Rule[]) : null),
      },
    );
  return {
    rules: mine,
    put,
    discard,
    changes: toldOf(changesOf(base, mine), sentence),
    isSaving: save.isPending,
    error: save.error instanceof Overtaken ? null : save.error,
    save: (onSaved: () => void) => send(base, mine, onSaved),
    meanwhile: theirs && {
      theirs: toldOf(changesOf(base, theirs), sentence),
      isAtOdds: atOdds(base, mine, theirs),
      onKeep: () => send(theirs, merged(base, mine, theirs)),
      onTake: discard,
    },
  };
}
