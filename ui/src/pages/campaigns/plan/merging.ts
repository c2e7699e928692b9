/** What several people say of one campaign at the same time, field by field. */
import { isAlike, type Part, type Said } from './said';

/** "brief.name", "audience.targeting.countries": the smallest that one person changes and another one may leave alone. */
export type Field = string;

const WITHIN: readonly string[] = ['audience.targeting', 'audience.caps'];

/** Every field with what is said of it. */
export function flat(said: Said): Map<Field, unknown> {
  const fields = new Map<Field, unknown>();
  for (const [part, section] of Object.entries(said)) {
    for (const [name, value] of Object.entries(section)) {
      const field = `${part}.${name}`;
      if (!WITHIN.includes(field)) fields.set(field, value);
      else for (const [inner, one] of Object.entries(value ?? {})) fields.set(`${field}.${inner}`, one);
    }
  }
  return fields;
}

/** `said` with other words in some fields; undefined takes a field out. */
export function withFields(said: Said, fields: ReadonlyMap<Field, unknown>): Said {
  const next: Record<string, Record<string, unknown>> = { ...said };
  for (const [field, value] of fields) {
    const [part = '', name = '', inner] = field.split('.');
    const section = next[part] ?? {};
    if (inner === undefined) {
      next[part] = { ...section, [name]: value };
      continue;
    }
    const { [inner]: _, ...rest } = (section[name] ?? {}) as Record<string, unknown>;
    next[part] = { ...section, [name]: value === undefined ? rest : { ...rest, [inner]: value } };
  }
  return next as unknown as Said;
}

/** The fields of which two say something different. */
export function differing(one: Said, other: Said): Field[] {
  const [here, there] = [flat(one), flat(other)];
  return [...new Set([...here.keys(), ...there.keys()])].filter((field) => !isAlike(here.get(field), there.get(field)));
}

export const partOf = (field: Field) => field.split('.')[0] as Part;

/** What a merge patch says of these fields of one section: what is no longer said is null. */
export function patchOfFields(said: Said, fields: readonly Field[]): Record<string, unknown> {
  const words = flat(said);
  const patch: Record<string, unknown> = {};
  for (const field of fields) {
    const [, name = '', inner] = field.split('.');
    const value = words.get(field) ?? null;
    patch[name] = inner === undefined ? value : { ...(patch[name] as object | undefined), [inner]: value };
  }
  return patch;
}

export interface Written {
  /** What is on the page. */
  said: Said;
  /** What of it is kept, as it was typed. */
  kept: Said;
  /** What the API said when it was last read: the same as `kept`, in the API's own spelling. */
  read: Said;
  /** Changed here and by others: what is on the page stays there, and is saved once somebody says so. */
  contested: readonly Field[];
}

/** Takes in what the API says now. `mine` are the fields that this page itself changed there. */
export function takeIn(written: Written, now: Said, mine: readonly Field[] = []): Written {
  const theirs = differing(written.read, now).filter((field) => !mine.includes(field));
  const [page, held, there] = [flat(written.said), flat(written.kept), flat(now)];
  const heard = new Map(theirs.map((field) => [field, there.get(field)]));
  const isMine = (field: Field) => !isAlike(page.get(field), held.get(field));
  const untouched = new Map([...heard].filter(([field]) => !isMine(field)));
  return {
    said: withFields(written.said, untouched),
    kept: withFields(written.kept, heard),
    read: now,
    contested: [...new Set([...written.contested, ...theirs.filter(isMine)])],
  };
}

/** The fields that are said otherwise than they are kept. */
export function unsaved({ said, kept }: Written): Field[] {
  return differing(kept, said);
}

/** Of these, the ones that others have changed too. */
export function contestedOf(written: Written): Field[] {
  return unsaved(written).filter((field) => written.contested.includes(field));
}

/** What is on the page is to be saved over theirs, or theirs to be on the page. */
export function settle(written: Written, field: Field, whose: 'mine' | 'theirs'): Written {
  const contested = written.contested.filter((one) => one !== field);
  if (whose === 'mine') return { ...written, contested };
  const theirs = new Map([[field, flat(written.read).get(field)]]);
  return { ...written, said: withFields(written.said, theirs), kept: withFields(written.kept, theirs), contested };
}

/** What somebody wrote, and over what: so much is kept where the API has not got it. */
export type Left = Readonly<Record<Field, { mine?: unknown; over?: unknown }>>;

export function leftOf(written: Written): Left | null {
  const [page, there] = [flat(written.said), flat(written.read)];
  const fields = unsaved(written).map((field) => [field, { mine: page.get(field), over: there.get(field) }]);
  return fields.length > 0 ? Object.fromEntries(fields) : null;
}

/** The other way round, where the API says `now`. */
export function takenUp(now: Said, left: Left | null): Written {
  const fields = Object.entries(left ?? {});
  const read = withFields(now, new Map(fields.map(([field, { over }]) => [field, over])));
  const said = withFields(read, new Map(fields.map(([field, { mine }]) => [field, mine])));
  return takeIn({ said, kept: read, read, contested: [] }, now);
}
