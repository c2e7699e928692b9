/** Changes of a definition: each gives another one and leaves the first as it was. Pure. */
import {
  type Definition,
  downstream,
  leadingTo,
  led,
  ledElsewhere,
  type Step,
  type StepKind,
  type Trigger,
  waysOn,
} from '../definition';
import { DOOR } from '../one/graph';

/** A branch to be put in elsewhere, in this journey or another. */
export interface Copied {
  first: string;
  steps: Record<string, Step>;
}

/** What a step says when it is new; whatever has to be chosen first is left empty, and found. */
export function newStep(kind: StepKind, next: string): Step {
  switch (kind) {
    case 'wait':
      return { kind, minutes: 1_440, next };
    case 'wait_until':
      return { kind, at: '09:00', weekdays: [], next };
    case 'wait_for_event':
      return { kind, event: { event: '' }, timeout_minutes: 4_320, next, on_timeout: next };
    case 'decision':
      return { kind, branches: [{ name: 'Yes', when: newCondition(), next }], otherwise: next };
    case 'split':
      return {
        kind,
        purpose: 'random',
        arms: [
          { name: 'A', weight: 50, next },
          { name: 'B', weight: 50, next },
        ],
      };
    case 'suppress_bid':
      return { kind, campaigns: [], for_minutes: 10_080, next };
    case 'update_profile':
      return { kind, set: {}, next };
    case 'add_to_segment':
    case 'remove_from_segment':
      return { kind, segment: '', next };
    case 'trigger_campaign':
      return { kind, campaign: '', next };
    case 'jump':
      return { kind, next };
    case 'exit':
      return { kind, reason: 'finished' };
    default:
      return { kind, template: '', next };
  }
}

export function newCondition() {
  return { kind: 'attribute' as const, attribute: '', is: 'is', value: '' };
}

export function newTrigger(kind: Trigger['kind']): Trigger {
  switch (kind) {
    case 'event':
      return { kind, event: { event: '' } };
    case 'segment_entry':
      return { kind, segment: '' };
    case 'schedule':
      return { kind, cron: '0 9 * * 1', time_zone: 'UTC' };
    case 'bid_context':
      return { kind, on: 'impression' };
    case 'api':
      return { kind };
  }
}

export function withStep(definition: Definition, name: string, step: Step): Definition {
  return { ...definition, steps: { ...definition.steps, [name]: step } };
}

/** One way of a step, or the door, leading elsewhere. */
export function leading(definition: Definition, from: string, way: string, to: string): Definition {
  if (from === DOOR) return { ...definition, start: to };
  const step = definition.steps[from];
  return step ? withStep(definition, from, led(step, way, to)) : definition;
}

function target(definition: Definition, from: string, way: string): string {
  if (from === DOOR) return definition.start;
  const step = definition.steps[from];
  return (step && waysOn(step).find(({ key }) => key === way)?.to) ?? definition.start;
}

/**
 * A new step in a line; all its ways lead to where the line led. Gives its name as well, which no `live` step has: whoever
 * stands at one that was taken away would be carried to this one unasked.
 */
export function inserted(
  definition: Definition,
  from: string,
  way: string,
  kind: StepKind,
  live: Record<string, unknown> = {},
): [Definition, string] {
  const name = freeName({ ...live, ...definition.steps }, kind.replace(/^send_/, ''));
  const grown = withStep(definition, name, newStep(kind, target(definition, from, way)));
  return [pruned(leading(grown, from, way, name), definition), name];
}

/** Why a step cannot be taken away; null where it can. */
export function whyItStays(definition: Definition, name: string): string | null {
  const step = definition.steps[name];
  if (step?.kind === 'exit' && Object.values(definition.steps).filter(({ kind }) => kind === 'exit').length === 1) {
    return 'A journey needs an end.';
  }
  return null;
}

/** Without a step: whatever led to it leads to where it led first. What only it led to goes with it. */
export function without(definition: Definition, name: string): Definition {
  const step = definition.steps[name];
  if (!step || whyItStays(definition, name)) return definition;
  const anotherEnd = Object.entries(definition.steps).find(([one, { kind }]) => one !== name && kind === 'exit')?.[0];
  const onward = waysOn(step).find(({ to }) => to !== name)?.to ?? anotherEnd;
  if (onward === undefined) return definition;
  const { [name]: _, ...others } = definition.steps;
  const steps = Object.fromEntries(
    Object.entries(others).map(([one, other]) => [one, ledElsewhere(other, { [name]: onward })]),
  );
  const start = definition.start === name ? onward : definition.start;
  return pruned({ ...definition, start, steps }, definition);
}

/** Without what could be reached before and cannot be any more. */
function pruned(definition: Definition, before: Definition): Definition {
  const was = downstream(before.steps, before.start);
  const is = downstream(definition.steps, definition.start);
  const steps = Object.fromEntries(Object.entries(definition.steps).filter(([name]) => is.has(name) || !was.has(name)));
  return { ...definition, steps };
}

/** A step and everything that is reached through it alone. */
export function copied(definition: Definition, first: string): Copied {
  const { [first]: step, ...others } = definition.steps;
  if (!step) return { first, steps: {} };
  const around = definition.start === first ? new Set<string>() : downstream(others, definition.start);
  const inside = [...downstream(definition.steps, first)].filter((name) => !around.has(name));
  return { first, steps: Object.fromEntries(inside.map((name) => [name, definition.steps[name] as Step])) };
}

/** A copied branch put into a line: what it led to outside itself leads to where the line led. */
export function pasted(definition: Definition, from: string, way: string, branch: Copied): [Definition, string] {
  const onward = target(definition, from, way);
  const steps = { ...definition.steps };
  const names: Record<string, string> = {};
  for (const name of Object.keys(branch.steps)) {
    const free = freeName({ ...steps, ...Object.fromEntries(Object.values(names).map((one) => [one, null])) }, name);
    names[name] = free;
  }
  for (const [name, step] of Object.entries(branch.steps)) {
    const outside = waysOn(step).filter(({ to }) => names[to] === undefined);
    const elsewhere = Object.fromEntries(outside.map(({ to }) => [to, onward]));
    steps[names[name] as string] = ledElsewhere(step, { ...elsewhere, ...names });
  }
  const first = names[branch.first] as string;
  return [pruned(leading({ ...definition, steps }, from, way, first), definition), first];
}

function freeName(taken: Record<string, unknown>, wanted: string): string {
  const stem = wanted.replace(/_\d+$/, '').slice(0, 34);
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? stem : `${stem}_${number}`;
    if (!(name in taken)) return name;
  }
}

/** Whether something else leads to a step as well. */
export function isShared(definition: Definition, name: string): boolean {
  return (leadingTo(definition.steps).get(name)?.length ?? 0) > 1;
}
