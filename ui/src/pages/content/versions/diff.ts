/** What two contents say differently, field by field, and line by line where there are lines. */

import { plain, told } from '@/parts/words/values';
import { type Content, type Field, languageOf, type Wording } from '../content';
import { FIELD_NAMES } from '../words';
import { isSame } from '../write/merge';

export interface Changed {
  key: string;
  title: string;
  before: string;
  after: string;
  isMarkup: boolean;
}

const TITLES: readonly (readonly [keyof Content, string])[] = [
  ['markup', 'Written in'],
  ['default_locale', 'Default language'],
  ['required', 'Not sent without'],
  ['defaults', 'Instead of missing values'],
  ['lookups', 'Items of catalogues'],
  ['fetches', 'Connected content'],
  ['tracking', 'Links and tracking'],
];

export function changesOf(before: Content, after: Content): Changed[] {
  const found: Changed[] = [];
  for (const [name, title] of TITLES) {
    if (!isSame(before[name], after[name])) {
      found.push({ key: name, title, before: lines(before[name]), after: lines(after[name]), isMarkup: false });
    }
  }
  const locales = [...new Set([...Object.keys(before.wordings), ...Object.keys(after.wordings)])].sort();
  for (const locale of locales) {
    for (const field of Object.keys(FIELD_NAMES) as Field[]) {
      const [was, is] = [before, after].map(({ wordings }) => wordings[locale]?.[field] ?? null);
      if (isSame(was, is)) continue;
      found.push({
        key: `${locale}.${field}`,
        title: `${FIELD_NAMES[field]}, ${languageOf(locale)}`,
        before: worded(was),
        after: worded(is),
        isMarkup: field === 'html',
      });
    }
  }
  return found;
}

function worded(value: Wording[Field]): string {
  return typeof value === 'string' ? value : lines(value);
}

/** Structures as people read them, a line for each part. */
function lines(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(told).join('\n');
  if (typeof value !== 'object') return told(value);
  return Object.entries(value)
    .map(([name, one]) => `${plain(name)}: ${told(one)}`)
    .join('\n');
}

export type Kind = 'same' | 'changed' | 'out' | 'in';

export interface Row {
  kind: Kind;
  before?: { line: number; text: string };
  after?: { line: number; text: string };
}

const MOST_STEPS = 1_500_000;

/** The lines of both beside each other. */
export function rowsOf(before: string, after: string): Row[] {
  const old = before === '' ? [] : before.split('\n');
  const now = after === '' ? [] : after.split('\n');
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end)) end += 1;
  const same = (at: number, to: number): Row => ({
    kind: 'same',
    before: { line: at + 1, text: old[at] ?? '' },
    after: { line: to + 1, text: now[to] ?? '' },
  });
  const rows: Row[] = [];
  for (let at = 0; at < start; at += 1) rows.push(same(at, at));
  const out = old.slice(start, old.length - end);
  const into = now.slice(start, now.length - end);
  let removed: NonNullable<Row['before']>[] = [];
  let added: NonNullable<Row['after']>[] = [];
  const settle = () => {
    for (let at = 0; at < Math.max(removed.length, added.length); at += 1) {
      const [was, is] = [removed[at], added[at]];
      rows.push({ kind: was && is ? 'changed' : was ? 'out' : 'in', before: was, after: is });
    }
    removed = [];
    added = [];
  };
  for (const [from, to] of steps(out, into)) {
    if (from !== null && to !== null) {
      settle();
      rows.push(same(start + from, start + to));
    } else if (from !== null) removed.push({ line: start + from + 1, text: out[from] ?? '' });
    else if (to !== null) added.push({ line: start + to + 1, text: into[to] ?? '' });
  }
  settle();
  for (let at = 0; at < end; at += 1) rows.push(same(old.length - end + at, now.length - end + at));
  return rows;
}

/** Indices of both, in order: both where the lines are alike, one where a line was taken out or put in. */
function steps(out: readonly string[], into: readonly string[]): [number | null, number | null][] {
  if (out.length * into.length > MOST_STEPS) {
    return [...out.map((_, at): [number, null] => [at, null]), ...into.map((_, at): [null, number] => [null, at])];
  }
  const wide = into.length + 1;
  const common = new Uint32Array((out.length + 1) * wide);
  for (let at = out.length - 1; at >= 0; at -= 1) {
    for (let to = into.length - 1; to >= 0; to -= 1) {
      const below = common[(at + 1) * wide + to] ?? 0;
      const right = common[at * wide + to + 1] ?? 0;
      common[at * wide + to] =
        out[at] === into[to] ? (common[(at + 1) * wide + to + 1] ?? 0) + 1 : Math.max(below, right);
    }
  }
  const found: [number | null, number | null][] = [];
  let at = 0;
  let to = 0;
  while (at < out.length || to < into.length) {
    if (at < out.length && to < into.length && out[at] === into[to]) {
      found.push([at, to]);
      at += 1;
      to += 1;
    } else if (
      to >= into.length ||
      (at < out.length && (common[(at + 1) * wide + to] ?? 0) >= (common[at * wide + to + 1] ?? 0))
    ) {
      found.push([at, null]);
      at += 1;
    } else {
      found.push([null, to]);
      to += 1;
    }
  }
  return found;
}

const AROUND = 3;

/** Rows in runs: those that changed with a few around them, and how many are left out in between. */
export function runsOf(rows: readonly Row[]): (Row[] | number)[] {
  const near = rows.map((_, at) =>
    rows.slice(Math.max(0, at - AROUND), at + AROUND + 1).some((one) => one.kind !== 'same'),
  );
  const found: (Row[] | number)[] = [];
  rows.forEach((row, at) => {
    const last = found.at(-1);
    if (near[at]) {
      if (Array.isArray(last)) last.push(row);
      else found.push([row]);
    } else if (typeof last === 'number') found[found.length - 1] = last + 1;
    else found.push(1);
  });
  return found;
}
