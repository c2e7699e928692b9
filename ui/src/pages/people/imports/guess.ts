/** What the columns of a file most likely are, from what they are called and what stands in them. */
import type { IdentityKind } from '@/parts/persons/persons';
import type { Column } from './file';
import {
  type AttributeType,
  attribute,
  attributeNameOf,
  type Choice,
  type Known,
  type Mapping,
  type Target,
} from './targets';

const MOST = 0.8;
const YES_OR_NO = /^(yes|no|y|n|true|false|1|0|granted|denied)$/i;
const PLAIN_YES_OR_NO = /^(yes|no|true|false)$/i;
const EMAIL = /^[^\s@|]+@[^\s@|]+\.[^\s@|]+$/;
const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;
const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/;
const WRITTEN_DATE = /^(\d{1,2})([./-])(\d{1,2})\2\d{4}$/;
const NUMBER = /^[+-]?(0|[1-9]\d{0,2}(,\d{3})+|[1-9]\d*)(\.\d+)?$/;
const COMMA_NUMBER = /^[+-]?(0|[1-9]\d{0,2}(\.\d{3})+|[1-9]\d*)(,\d+)?$/;
const LOCALE = /^[a-z]{2,3}([-_][a-z0-9]{2,8})*$/i;
const ZONE = /^(utc|[a-z]+\/[a-z_/+-]+\d*)$/i;

const WHO: readonly [RegExp, IdentityKind][] = [
  [/^((e )?mail|email)( address| adresse)?$|^correo( electronico)?$|^adresse (e )?mail$/, 'email'],
  [/^(mobile|phone|telephone|tel|cell|handy|telefon|telefono|movil)( (phone|number|no|nr))?$/, 'phone'],
  [
    /^(customer|client|contact|person|external|crm|kunden?|cliente)( ?(id|no|nr|number|key|nummer|numero))?$/,
    'external_id',
  ],
  [/^(loyalty|member|membership|club|card|bonus)( card)? ?(id|no|nr|number)$/, 'loyalty_id'],
];

const NAMES: readonly [RegExp, string][] = [
  [/^(first|given) ?name$|^forename$|^vorname$|^nombre$|^prenom$/, 'first_name'],
  [/^(last|family) ?name$|^surname$|^nachname$|^apellidos?$|^nom( de famille)?$/, 'last_name'],
  [/^(birthday|birth ?date|date of birth|dob|born|geburtstag|geburtsdatum)$/, 'birthday'],
];

const OF_CONSENT: readonly [RegExp, Exclude<Target['to'], 'identity' | 'attribute' | 'consent' | 'sale_opt_out'>][] = [
  [/^(consent|opt ?in|permission) (how|method|way)$/, 'consent_how'],
  [/^(consent|opt ?in|permission) (source|form|page|url)$/, 'consent_source'],
  [/^(consent|opt ?in|permission) (text|version|text version|wording)$/, 'consent_text_version'],
  [/^(consent|opt ?in|permission) proof$|^proof$/, 'consent_proof'],
  [/^(consent|opt ?in|permission) ip( address)?$/, 'consent_ip'],
  [/^(consent|opt ?in|permission) (user agent|browser)$/, 'consent_user_agent'],
];
const CONSENTED_AT = /^(consent(ed)?|opt(ed)? ?in|permission|subscribed)( given)? (at|on|date|time|since)$/;
const OPTS_OUT = /(opt(ed)? ?out|do not|don t|unsubscribe)/;
const OF_SALE = /(sale|sell|sharing|share)/;
/** Made of digits, and no number to reckon with. */
const CODE = /(^| )(zip|postal|postcode|plz|code|id|no|nr|number|cp)( |$)/;
const SAYS_YES =
  /(newsletter|consent|opt(ed)? ?in|subscribed|permission|may (we )?(write|email|mail|text|contact)|marketing)/;

export function guessed(columns: readonly Column[], known: readonly Known[]): Choice[] {
  const taken = new Set<string>();
  return columns.map((column) => {
    const choice = column.closed || column.values.length === 0 ? null : guess(column, known);
    const once = choice && onceOf(choice);
    if (once && taken.has(once)) return null;
    if (once) taken.add(once);
    return choice;
  });
}

/** What only one column can be; nothing for identities, of which a row may have several. */
export function onceOf(choice: Target): string {
  if (choice.to === 'identity') return '';
  if (choice.to === 'attribute') return `attribute ${choice.name}`;
  return choice.to === 'consent' ? `consent ${choice.channel} ${choice.purpose ?? 'marketing'}` : choice.to;
}

/** A saved mapping as choices for these columns: what it does not name is left out. */
export function chosenBy(mapping: Mapping, columns: readonly Column[]): Choice[] {
  return columns.map(({ heading, closed }) => (closed ? null : (mapping.columns[heading] ?? null)));
}

/** The saved mapping that names most of the columns and none that is missing. */
export function fitting(saved: ReadonlyMap<string, Mapping>, columns: readonly Column[]): string[] {
  const open = new Set(columns.filter(({ closed }) => !closed).map(({ heading }) => heading));
  return [...saved]
    .filter(([, mapping]) => Object.keys(mapping.columns).every((heading) => open.has(heading)))
    .sort(([, one], [, other]) => Object.keys(other.columns).length - Object.keys(one.columns).length)
    .map(([name]) => name);
}

/** How dates and numbers of these columns are written. */
export function habitsOf(columns: readonly Column[]): { dates: NonNullable<Mapping['dates']>; decimal_comma: boolean } {
  const written = columns
    .flatMap(({ values }) => values.flatMap((value) => [WRITTEN_DATE.exec(value) ?? []]))
    .filter(({ length }) => length > 0);
  const isMonthFirst = written.some(([, , , second]) => Number(second) > 12);
  const isDayFirst = written.some(([, first, between]) => Number(first) > 12 || between === '.');
  const isAmerican = new Intl.DateTimeFormat().resolvedOptions().locale === 'en-US';
  const numbers = columns.map(({ values }) => values).filter((values) => most(values, COMMA_NUMBER));
  return {
    dates: written.length === 0 ? 'iso' : isMonthFirst || (!isDayFirst && isAmerican) ? 'month_first' : 'day_first',
    decimal_comma: numbers.some((values) => values.some((value) => /,\d{1,2}$/.test(value))),
  };
}

function guess(column: Column, known: readonly Known[]): Choice {
  const { values } = column;
  const heading = attributeNameOf(column.heading).replaceAll('_', ' ');
  if (most(values, EMAIL)) return { to: 'identity', kind: 'email' };
  const who = WHO.find(([words]) => words.test(heading));
  if (who) return { to: 'identity', kind: who[1] };
  if (most(values, YES_OR_NO)) {
    if (OPTS_OUT.test(heading)) return OF_SALE.test(heading) ? { to: 'sale_opt_out' } : null; // its yes is a no
    if (SAYS_YES.test(heading)) return { to: 'consent', channel: channelIn(heading), purpose: 'marketing' };
  }
  const proof = OF_CONSENT.find(([words]) => words.test(heading));
  if (proof) return { to: proof[1] };
  if (CONSENTED_AT.test(heading) && most(values, ISO_INSTANT, ISO_DATE, WRITTEN_DATE)) return { to: 'consented_at' };
  if (/(^| )(time ?zone|tz)$|^zone$/.test(heading) && most(values, ZONE)) return { to: 'time_zone' };
  if (/^(locale|language|lang|sprache|idioma)$/.test(heading) && most(values, LOCALE)) return { to: 'locale' };
  if (/^preferred channel$/.test(heading)) return { to: 'preferred_channel' };
  const name = NAMES.find(([words]) => words.test(heading))?.[1] ?? attributeNameOf(column.heading);
  return name ? attribute(name, known, CODE.test(heading) ? 'text' : typeOf(values)) : null;
}

function channelIn(heading: string): 'email' | 'sms' | 'whatsapp' | 'push' {
  if (/sms|text/.test(heading)) return 'sms';
  if (/whatsapp/.test(heading)) return 'whatsapp';
  return /push/.test(heading) ? 'push' : 'email';
}

function typeOf(values: readonly string[]): AttributeType {
  if (most(values, PLAIN_YES_OR_NO)) return 'boolean';
  if (most(values, NUMBER) || most(values, COMMA_NUMBER)) return 'number';
  return most(values, ISO_DATE, WRITTEN_DATE) ? 'date' : 'text';
}

/** So many that the others are likely mistakes, which come back as such. */
function most(values: readonly string[], ...forms: readonly RegExp[]): boolean {
  const fitting = values.filter((value) => forms.some((form) => form.test(value)));
  return fitting.length >= MOST * values.length;
}
