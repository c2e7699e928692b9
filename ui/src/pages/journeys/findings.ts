/** Findings, as people read them: what a field lacks is said by the field, not by its place in a program. */
import { sentence } from '@/parts/states/problems';
import { KINDS } from './kinds';
import type { Fault } from './queries';
import { TRIGGERS } from './words';

const PLACE = /^([a-z_]+(?:\.[a-z0-9_$]+)*): /;
const EMPTY = /^is (missing|empty|not written as it has to be)$|^has fewer than [12] /;
const PREDICATE = /^(is|has) /;
/** Which of several shapes was looked at: nothing that people chose. */
const SHAPES = new Set([
  ...Object.keys(KINDS),
  ...Object.keys(TRIGGERS),
  'attribute',
  'computed',
  'did',
  'in_segment',
  'all',
  'any',
]);
const CALLED: Record<string, string> = {
  branches: 'Branch',
  arms: 'Arm',
  goals: 'Goal',
  exits: 'Rule to leave early',
  when: 'if',
  of: 'condition',
  set: 'attributes',
  cron: 'when',
};

/** What is left out because another finding says it more closely. */
export function readable(faults: readonly Fault[]): Fault[] {
  const places = faults.map(({ step, rule }) => `${step} ${placeOf(rule)}`);
  return faults
    .filter((_, at) => !places.some((other, index) => index !== at && other.startsWith(`${places[at]}.`)))
    .map((fault) => {
      const place = placeOf(fault.rule);
      if (!place) return fault;
      const said = fault.rule.slice(place.length + 2);
      const isEmpty = EMPTY.test(said);
      const rule = `${fieldOf(place)}${isEmpty || !PREDICATE.test(said) ? ':' : ''} ${isEmpty ? 'still to be filled in' : said}`;
      return { ...fault, rule, remedy: isEmpty ? 'Fill it in.' : fault.remedy };
    });
}

function placeOf(rule: string): string {
  return PLACE.exec(rule)?.[1] ?? '';
}

function fieldOf(place: string): string {
  const parts = place.split('.');
  const words = parts.flatMap((part, at) => {
    if (/^\d+$/.test(part)) return [String(Number(part) + 1)];
    const isShape = SHAPES.has(part) && at < parts.length - 1;
    return isShape ? [] : [CALLED[part] ?? part.replaceAll('_', ' ')];
  });
  return sentence(words.join(' '));
}
