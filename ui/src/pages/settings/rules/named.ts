/** Lists of rules that are told apart by their names, changed by two at once. */

interface Named {
  name: string;
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
const by = <Rule extends Named>(rules: readonly Rule[]) => new Map(rules.map((rule) => [rule.name, rule]));

export interface Change<Rule> {
  name: string;
  before: Rule | null;
  after: Rule | null;
}

/** What became of each rule; of a list alone, that its order changed is nothing. */
export function changesOf<Rule extends Named>(before: readonly Rule[], after: readonly Rule[]): Change<Rule>[] {
  const [were, are] = [by(before), by(after)];
  return [...new Set([...were.keys(), ...are.keys()])]
    .map((name) => ({ name, before: were.get(name) ?? null, after: are.get(name) ?? null }))
    .filter(({ before: was, after: is }) => !same(was, is));
}

/** Theirs, with what was changed of `base` put on top. */
export function merged<Rule extends Named>(
  base: readonly Rule[],
  mine: readonly Rule[],
  theirs: readonly Rule[],
): Rule[] {
  const changed = new Map(changesOf(base, mine).map((change) => [change.name, change.after]));
  const kept = theirs.flatMap((rule) => {
    const put = changed.get(rule.name);
    return put === undefined ? [rule] : put === null ? [] : [put];
  });
  const there = by(theirs);
  return [...kept, ...mine.filter((rule) => changed.get(rule.name) && !there.has(rule.name))];
}

/** Whether both changed the same rule, and not into the same. */
export function atOdds<Rule extends Named>(
  base: readonly Rule[],
  mine: readonly Rule[],
  theirs: readonly Rule[],
): boolean {
  const ours = new Map(changesOf(base, mine).map((change) => [change.name, change]));
  return changesOf(base, theirs).some(({ name, after }) => {
    const own = ours.get(name);
    return own !== undefined && !same(own.after, after);
  });
}

/** "Adds “x”: ..." for whoever reads what saving does. */
export function toldOf<Rule extends Named>(
  changes: readonly Change<Rule>[],
  sentence: (rule: Rule) => string,
): string[] {
  return changes.map(({ name, before, after }) => {
    if (!after) return `“${name}” goes.`;
    return before ? `“${name}” becomes: ${sentence(after)}` : `“${name}” is new: ${sentence(after)}`;
  });
}
