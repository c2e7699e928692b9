/** What two people wrote over the same thing, brought together: mine where I changed something, theirs everywhere else. */
import type { Content } from '../content';

export function merged(before: Content, mine: Content, theirs: Content): Content {
  const { wordings: _, ...rest } = overlaid(parts(before), parts(mine), parts(theirs)) as unknown as Content;
  const locales = new Set([...Object.keys(mine.wordings), ...Object.keys(theirs.wordings)]);
  const wordings: Content['wordings'] = {};
  for (const locale of locales) {
    const [was, own, other] = [before, mine, theirs].map(({ wordings }) => wordings[locale]);
    if (own === undefined && was !== undefined) continue; // taken out by me
    if (other === undefined && was !== undefined && isSame(was, own)) continue; // taken out by them
    wordings[locale] = overlaid({ ...was }, { ...own }, { ...other });
  }
  return { ...rest, wordings };
}

function parts({ wordings: _, ...rest }: Content): Record<string, unknown> {
  return rest;
}

function overlaid(before: Record<string, unknown>, mine: Record<string, unknown>, theirs: Record<string, unknown>) {
  const found: Record<string, unknown> = {};
  for (const name of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
    const value = isSame(before[name], mine[name]) ? theirs[name] : mine[name];
    if (value !== undefined) found[name] = value;
  }
  return found;
}

export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(ordered(one)) === JSON.stringify(ordered(other));
}

/** The same, whichever order its names come in. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([name, one]) => [name, ordered(one)] as const);
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}
