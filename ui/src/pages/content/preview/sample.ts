/** Somebody made up who has everything that a message looks at. */
import { meant } from '../content';
import type { Reader, Variables } from '../queries';

/** Values by path, as they are typed: `person.first_name`, `event.price`. */
export type Values = Record<string, string>;

const NAMED: Record<string, string> = {
  first_name: 'Alexandra',
  last_name: 'Castellanos',
  name: 'Alexandra Castellanos',
  city: 'Porto',
  country: 'Portugal',
  tier: 'gold',
  currency: 'EUR',
  birthday: '1991-05-17',
};
const TYPED: Record<string, string> = { number: '3', integer: '3', boolean: 'true', date: '2027-05-17' };
const LIKE: readonly (readonly [RegExp, string])[] = [
  [/(price|amount|total|value|spend)$/, '12.50'],
  [/(count|number|orders|points|quantity|days)$/, '3'],
  [/(_at|date|day)$/, '2027-05-17T10:00:00Z'],
  [/(url|link)$/, 'https://www.example.com/'],
  [/^is_|^has_/, 'true'],
];
const GIVEN = ['person', 'event', 'variables'];
const KNOWN_OTHERWISE = new Set(['person.id', 'person.email', 'person.phone', 'person.locale', 'person.time_zone']);

/** What of all that a message reads can be made up here: the rest is looked up, or comes from whoever sends. */
export function givenOf(reads: readonly string[]): string[] {
  const paths = reads.map((path) => path.split('[')[0] ?? path);
  const given = paths.filter(
    (path) => GIVEN.includes(path.split('.')[0] ?? '') && path.includes('.') && !KNOWN_OTHERWISE.has(path),
  );
  const once = [...new Set(given)].sort();
  return once.filter((path) => !once.some((other) => other.startsWith(`${path}.`)));
}

export function sampleOf(path: string, known: Variables | undefined): string {
  const name = path.slice(path.lastIndexOf('.') + 1);
  const type = known?.variables.find((one) => one.path === path)?.type ?? '';
  const like = LIKE.find(([form]) => form.test(name))?.[1];
  return NAMED[name] ?? TYPED[type] ?? like ?? name.replaceAll('_', ' ');
}

/** What is sent for a preview: values where somebody has them, numbers and yes or no as what they are. */
export function readerOf(values: Values): Pick<Reader, 'attributes' | 'variables' | 'event'> {
  const roots: Record<string, Record<string, unknown>> = { person: {}, variables: {}, event: {} };
  for (const [path, said] of Object.entries(values)) {
    const [root = '', ...names] = path.split('.');
    const last = names.pop();
    if (!last || !roots[root] || said === '') continue;
    let at = roots[root];
    for (const name of names) {
      if (typeof at[name] !== 'object' || at[name] === null) at[name] = {};
      at = at[name] as Record<string, unknown>;
    }
    at[last] = meant(said);
  }
  return {
    attributes: roots.person as Reader['attributes'],
    variables: roots.variables as Reader['variables'],
    event: roots.event as Reader['event'],
  };
}
