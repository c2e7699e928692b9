/** What is wrong with a mapping before the file is sent by it. */
import type { Column, Written } from './file';
import { onceOf } from './guess';
import type { Choice, Known, Mapping } from './targets';

export interface Fault {
  /** Which column it is about; null for all of them. */
  at: number | null;
  message: string;
}

export interface Draft {
  /** One for each column. */
  choices: Choice[];
  dates: NonNullable<Mapping['dates']>;
  decimal_comma: boolean;
  empty_removes: boolean;
  proof: string;
  text_version: string;
  /** Under which the mapping is kept. */
  name: string;
}

const ATTRIBUTE = /^[a-z][a-z0-9_]{0,63}$/;
const NAME = /^(?!\.+$)[^/\p{Cc}]{1,200}$/u;

export function faultsOf(columns: readonly Column[], { choices }: Draft, known: readonly Known[]): Fault[] {
  const faults: Fault[] = [];
  if (!choices.some((choice) => choice?.to === 'identity')) {
    faults.push({
      at: null,
      message: 'No column says who somebody is. Choose which one is their customer number, e-mail or phone.',
    });
  }
  const first = new Map<string, number>();
  choices.forEach((choice, at) => {
    if (!choice) return;
    const heading = columns[at]?.heading ?? '';
    if (choice.to === 'attribute') {
      if (!ATTRIBUTE.test(choice.name)) {
        const how = 'needs a name of small letters, digits and underscores that begins with a letter';
        faults.push({ at, message: `The attribute of “${heading}” ${how}.` });
        return;
      }
      const held = known.find(({ name }) => name === choice.name)?.type;
      if (held && held !== choice.type) {
        faults.push({ at, message: `“${heading}”: the attribute ${choice.name} is held to another type.` });
      }
    }
    const once = onceOf(choice);
    const before = once ? first.get(once) : undefined;
    if (before !== undefined) {
      const other = columns[before]?.heading ?? '';
      faults.push({ at, message: `“${other}” and “${heading}” are the same. Leave one of them out, or change it.` });
    } else if (once) first.set(once, at);
  });
  return faults;
}

/** Empty for a name that a mapping may have. */
export function faultOfName(name: string): string {
  return NAME.test(name) ? '' : 'Give it a name, without a slash.';
}

export function mappingOf(columns: readonly Column[], draft: Draft, { encoding, delimiter }: Written): Mapping {
  const named = columns.flatMap(({ heading, closed }, at) => {
    const choice = draft.choices[at];
    return choice && !closed ? [[heading, choice] as const] : [];
  });
  const { dates, decimal_comma, empty_removes, proof, text_version } = draft;
  return {
    columns: Object.fromEntries(named),
    encoding,
    delimiter,
    dates,
    decimal_comma,
    empty_removes,
    proof,
    text_version,
  };
}
