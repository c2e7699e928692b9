/** A definition as nodes and lines of a canvas, with the people at each. */
import type { Edge, Node } from '@xyflow/react';
import { Position } from '@xyflow/react';
import { predicateWords } from '@/parts/predicates/sentences';
import { type Definition, type Step, WAITS, waysOn } from '../definition';
import { KINDS } from '../kinds';
import type { Counts, Fault, Figures } from '../queries';
import { type Names, stepWords, triggerWords } from '../words';
import { HEIGHT, layOut, type Place, WIDTH } from './layout';

/** The node before the first step: what brings people in. No step can be called so. */
export const DOOR = '$door';

export interface People {
  /** Standing at the step now. */
  standing: number;
  /** Gone on, by what was found there. */
  passed: Readonly<Record<string, number>>;
  /** Left the journey at this step, though it does not end here: by the rule that let them go. */
  dropped: Readonly<Record<string, number>>;
  /** Messages of this step that were not sent, by reason. */
  refused: Readonly<Record<string, number>>;
  sent: number;
}
export type PeopleAt = ReadonlyMap<string, People>;

export type CardData = Record<string, unknown> & {
  name: string;
  title: string;
  detail: string;
  family: string;
  kind: Step['kind'] | 'door';
  isWait: boolean;
  note: string;
  faults: readonly Fault[];
  people: People | null;
};
export type LineData = Record<string, unknown> & {
  label: string;
  people: number;
  from: Place;
  to: Place;
  through: readonly Place[];
  isBack: boolean;
  /** Which of several ways back between the same two steps: each runs farther out than the one before. */
  lane: number;
  way: string;
};
export type CardNode = Node<CardData, 'card'>;
export type LineEdge = Edge<LineData, 'line'>;

/** Of what a way is called, so many letters stand on the canvas. */
export const MOST_LETTERS = 26;
/** ` · 1.2M`: how many went it. */
const LETTERS_OF_PEOPLE = 7;
const LETTER_WIDTH = 6.2;

const LEAVES = /^(goal|exit rule): /;

export function peopleOf(
  definition: Definition,
  counts: Counts | undefined,
  figures: readonly Figures[] = [],
): PeopleAt {
  const found = new Map<string, People>();
  for (const { step, standing, passed } of counts?.steps ?? []) {
    const isLeaving = ([outcome]: [string, number]) => LEAVES.test(outcome) && definition.steps[step]?.kind !== 'exit';
    const outcomes = Object.entries(passed);
    found.set(step, {
      standing,
      passed: Object.fromEntries(outcomes.filter((one) => !isLeaving(one))),
      dropped: Object.fromEntries(outcomes.filter(isLeaving)),
      refused: {},
      sent: 0,
    });
  }
  for (const { step, refused, total_sent } of figures) {
    const people = found.get(step);
    if (people) found.set(step, { ...people, refused, sent: people.sent + total_sent });
  }
  return found;
}

export function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, one) => sum + one, 0);
}

export interface Shape {
  nodes: ReadonlyMap<string, Place>;
  lines: {
    id: string;
    from: string;
    to: string;
    way: string;
    label: string;
    outcome: string;
    through: Place[];
    isBack: boolean;
    lane: number;
  }[];
}

/** Where everything stands: it changes with what leads where, not with what steps say. */
export function shapeOf(definition: Definition): Shape {
  const { steps, start } = definition;
  const lines = [
    { from: DOOR, to: start, way: 'start', label: '', outcome: '' },
    ...Object.entries(steps).flatMap(([from, step]) =>
      waysOn(step).map(({ key, to, label, outcome }) => ({ from, to, way: key, label, outcome })),
    ),
  ].filter(({ to }) => steps[to] !== undefined);
  const wide = lines.map(({ from, to, label }) => ({
    from,
    to,
    room: (Math.min(label.length, MOST_LETTERS) + LETTERS_OF_PEOPLE) * LETTER_WIDTH,
  }));
  const { places, through, back } = layOut([DOOR, start, ...Object.keys(steps)].filter(firstOnly), wide);
  return {
    nodes: places,
    lines: lines.map((line, at) => ({
      ...line,
      id: `${line.from}/${line.way}`,
      through: through.get(at) ?? [],
      isBack: back.has(at),
      lane: lines.slice(0, at).filter(({ from, to }) => from === line.from && to === line.to).length,
    })),
  };
}

function firstOnly(name: string, at: number, all: readonly string[]): boolean {
  return all.indexOf(name) === at;
}

interface Seen {
  definition: Definition;
  shape: Shape;
  names: Names;
  people: PeopleAt | null;
  counts: Counts | undefined;
  faults: readonly Fault[];
}

export function nodesOf({ definition, shape, names, people, counts, faults }: Seen): CardNode[] {
  return [...shape.nodes].flatMap(([name, position]) => {
    const step = definition.steps[name];
    if (name !== DOOR && !step) return [];
    const here = faults.filter(({ step: at }) => (definition.steps[at] ? at : DOOR) === name);
    const data = step ? cardOf(name, step, names, here, people) : doorOf(definition, names, here, counts);
    return [{ id: name, type: 'card' as const, position, data, ...BOX }];
  });
}

/** Known beforehand, so that nothing is measured: two hundred steps are there at once. */
const BOX = {
  width: WIDTH,
  height: HEIGHT,
  measured: { width: WIDTH, height: HEIGHT },
  handles: [
    { type: 'target' as const, position: Position.Top, x: WIDTH / 2, y: 0, width: 1, height: 1 },
    { type: 'source' as const, position: Position.Bottom, x: WIDTH / 2, y: HEIGHT, width: 1, height: 1 },
  ],
};

function cardOf(name: string, step: Step, names: Names, faults: readonly Fault[], people: PeopleAt | null): CardData {
  const { title, family } = KINDS[step.kind] ?? { title: 'An unknown step', family: 'end' };
  const detail = stepWords(step, names);
  const here = people ? (people.get(name) ?? NOBODY) : null;
  const isWait = WAITS.has(step.kind);
  return { name, title, detail, family, kind: step.kind, isWait, note: step.note ?? '', faults, people: here };
}

const NOBODY: People = { standing: 0, passed: {}, dropped: {}, refused: {}, sent: 0 };

function doorOf(definition: Definition, names: Names, faults: readonly Fault[], counts: Counts | undefined): CardData {
  const title = triggerWords(definition.trigger, names);
  const detail = definition.entry ? `if ${predicateWords(definition.entry, names)}` : 'Everybody may come in';
  const people = counts
    ? { ...NOBODY, passed: { entered: counts.entered - counts.held_out }, dropped: counts.refused }
    : null;
  return { name: DOOR, title, detail, family: 'door', kind: 'door', isWait: false, note: '', faults, people };
}

export function edgesOf({ definition, shape, names, people }: Pick<Seen, 'definition' | 'shape' | 'names' | 'people'>) {
  const called = (name: string) => {
    const step = definition.steps[name];
    if (!step) return triggerWords(definition.trigger, names);
    return [KINDS[step.kind]?.title ?? 'An unknown step', stepWords(step, names)].filter(Boolean).join(': ');
  };
  return shape.lines.flatMap(({ id, from, to, way, label, outcome, through, isBack, lane }): LineEdge[] => {
    const [top, bottom] = [shape.nodes.get(from), shape.nodes.get(to)];
    if (!top || !bottom) return [];
    const data: LineData = {
      label,
      people: people?.get(from)?.passed[outcome] ?? 0,
      from: isBack ? { x: top.x + WIDTH, y: top.y + HEIGHT / 2 } : { x: top.x + WIDTH / 2, y: top.y + HEIGHT },
      to: isBack ? { x: bottom.x + WIDTH, y: bottom.y + HEIGHT / 2 } : { x: bottom.x + WIDTH / 2, y: bottom.y },
      through,
      isBack,
      lane,
      way,
    };
    const ariaLabel = `From ${called(from)}${label && `, ${label}`} to ${called(to)}`;
    return [{ id, type: 'line' as const, source: from, target: to, data, ariaLabel, focusable: false }];
  });
}

/** Which step stands beside another, as the arrow keys walk. */
export function beside(shape: Shape, name: string, key: string): string | undefined {
  const here = shape.nodes.get(name);
  if (!here) return undefined;
  const center = ([, { x }]: readonly [string, Place]) => Math.abs(x - here.x);
  const nearest = (all: (readonly [string, Place])[]) => all.sort((one, other) => center(one) - center(other))[0]?.[0];
  const at = (names: string[]) =>
    names.flatMap((one) => {
      const place = shape.nodes.get(one);
      return place ? [[one, place] as const] : [];
    });
  const all = [...shape.nodes];
  switch (key) {
    case 'ArrowDown':
      return nearest(at(shape.lines.filter(({ from, isBack }) => from === name && !isBack).map(({ to }) => to)));
    case 'ArrowUp':
      return nearest(at(shape.lines.filter(({ to, isBack }) => to === name && !isBack).map(({ from }) => from)));
    case 'ArrowRight':
      return nearest(all.filter(([, { x, y }]) => y === here.y && x > here.x));
    case 'ArrowLeft':
      return nearest(all.filter(([, { x, y }]) => y === here.y && x < here.x));
    case 'Home':
      return DOOR;
    default:
      return undefined;
  }
}
