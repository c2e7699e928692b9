import { useState } from 'react';
import { GroupEditor } from './GroupEditor';
import type { Predicate } from './sentences';
import { type Group, predicateOf, type Predicate as Ruled, treeOf } from './tree';

interface Props {
  /** What comes of it, up to "if" or "as soon as": the conditions end the sentence. */
  label: string;
  value: Predicate;
  onChange: (value: Predicate) => void;
}

interface Held {
  tree: Group;
  /** What the tree says; another value means that it was changed elsewhere. */
  value: Predicate;
}

/** Of whom something is true, where a whole predicate is said: it never becomes one without conditions. */
export function PredicateEditor({ label, value, onChange }: Props) {
  const [held, setHeld] = useState<Held>(() => heldOf(value));
  const isMine = JSON.stringify(held.value) === JSON.stringify(value);
  const shown = isMine ? held : heldOf(value);
  if (!isMine) setHeld(shown);
  const put = (tree: Group) => {
    const said = saidBy(tree);
    setHeld({ tree, value: said });
    onChange(said);
  };
  return <GroupEditor label={label} group={shown.tree} onChange={put} needsOne />;
}

function heldOf(value: Predicate): Held {
  return { tree: treeOf(value as Ruled), value };
}

/** One condition alone is said without a group around it. */
function saidBy(tree: Group): Predicate {
  const [only, ...more] = tree.of;
  const isAlone = only && more.length === 0 && tree.mode !== 'none';
  return predicateOf(isAlone ? only : tree) as Predicate;
}
