/** A predicate as it is edited: groups of conditions, each with a key that stays while it is changed. */
import { newId } from '@/api/newId';
import type { Schemas } from '@/api/types';
import { comparisonOf } from './comparisons';

export type Predicate = Schemas['Ruled']['where'];

type Attribute = Schemas['Attribute'];
type Computed = Schemas['Computed'];
type Did = Schemas['Did'];
type InSegment = Schemas['InSegment'];
type InOrder = Schemas['InOrder'];
export type Condition = Attribute | Computed | Did | InSegment | InOrder;

export type Mode = 'all' | 'any' | 'none';

export interface Group {
  key: string;
  mode: Mode;
  of: Item[];
}

export interface Rule {
  key: string;
  condition: Condition;
}

export type Item = Group | Rule;

export function isGroup(item: Item): item is Group {
  return 'mode' in item;
}

export function newGroup(mode: Mode = 'all', of: Item[] = []): Group {
  return { key: newId(), mode, of };
}

export function newRule(kind: 'attribute' | 'computed' | 'did' | 'in_segment'): Rule {
  const made: Record<typeof kind, Condition> = {
    attribute: { kind: 'attribute', attribute: '', is: 'is', value: '' },
    computed: { kind: 'computed', property: '', is: 'at_least', value: 1 },
    did: { kind: 'did', event: '', at_least: 1, within_minutes: 43_200, where: [] },
    in_segment: { kind: 'in_segment', segment: '' },
  };
  return { key: newId(), condition: made[kind] };
}

/** The outermost is always a group. */
export function treeOf(where: Predicate): Group {
  const item = itemOf(where);
  return isGroup(item) ? item : newGroup('all', [item]);
}

function itemOf(where: Predicate): Item {
  switch (where.kind) {
    case 'all':
    case 'any':
      return newGroup(where.kind, where.of.map(itemOf));
    case 'not':
      return newGroup('none', where.of.kind === 'any' ? where.of.of.map(itemOf) : [itemOf(where.of)]);
    default:
      return { key: newId(), condition: where as Condition };
  }
}

export function predicateOf(item: Item): Predicate {
  if (!isGroup(item)) return item.condition;
  const of = item.of.map(predicateOf);
  if (item.mode === 'none') return { kind: 'not', of: { kind: 'any', of } };
  return item.mode === 'all' ? { kind: 'all', of } : { kind: 'any', of };
}

/** Whether it can be counted and kept: nothing is empty or half written. */
export function isWhole(item: Item): boolean {
  if (isGroup(item)) return item.of.length > 0 && item.of.every(isWhole);
  const { condition } = item;
  switch (condition.kind) {
    case 'did':
      return condition.event !== '' && (condition.at_least != null || condition.at_most != null);
    case 'in_segment':
      return condition.segment !== '';
    case 'computed':
      return condition.property !== '' && hasValue(condition);
    case 'in_order':
      return true;
    default:
      return (condition as Attribute).attribute !== '' && hasValue(condition as Attribute);
  }
}

function hasValue({ is, value }: Pick<Attribute, 'is' | 'value'>): boolean {
  const { takes } = comparisonOf(is);
  if (takes === 'nothing') return true;
  if (takes === 'list') return Array.isArray(value) && value.length > 0;
  return value !== undefined && value !== null && value !== '' && !Array.isArray(value);
}
