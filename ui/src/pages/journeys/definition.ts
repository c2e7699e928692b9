/** What a journey consists of, as the API keeps it: steps by name, each leading to others by theirs. */
import type { Happening, Predicate } from '@/parts/predicates/sentences';

export type Trigger =
  | { kind: 'event'; event: Happening }
  | { kind: 'segment_entry'; segment: string; existing?: boolean }
  | { kind: 'schedule'; cron: string; time_zone?: string; segment?: string | null }
  | { kind: 'api' }
  | { kind: 'bid_context'; on?: 'bid' | 'impression' | 'click' | 'conversion'; campaigns?: string[] };

export type SendKind = 'send_email' | 'send_sms' | 'send_push' | 'send_in_app' | 'send_webhook';
interface Noted {
  note?: string;
}
export interface Send extends Noted {
  kind: SendKind;
  template: string;
  transactional?: boolean;
  at_best_time?: boolean;
  variables?: Record<string, unknown>;
  next: string;
}
export interface Branch {
  name: string;
  when: Predicate;
  next: string;
}
export interface Arm {
  name: string;
  weight: number;
  next: string;
}
export type Wait = Noted & { kind: 'wait'; minutes: number; next: string };
export type WaitUntil = Noted & { kind: 'wait_until'; at: string; weekdays?: number[]; next: string };
export type WaitForEvent = Noted & {
  kind: 'wait_for_event';
  event: Happening;
  timeout_minutes: number;
  next: string;
  on_timeout: string;
};
export type Decision = Noted & { kind: 'decision'; branches: Branch[]; otherwise: string };
export type Split = Noted & { kind: 'split'; purpose?: 'random' | 'experiment'; arms: Arm[] };
export type Step =
  | Send
  | Wait
  | WaitUntil
  | WaitForEvent
  | Decision
  | Split
  | (Noted & { kind: 'suppress_bid'; campaigns?: string[]; for_minutes: number; next: string })
  | (Noted & { kind: 'update_profile'; set: Record<string, unknown>; next: string })
  | (Noted & { kind: 'add_to_segment' | 'remove_from_segment'; segment: string; next: string })
  | (Noted & { kind: 'trigger_campaign'; campaign: string; next: string })
  | (Noted & { kind: 'jump'; next: string })
  | (Noted & { kind: 'exit'; reason?: string });
export type StepKind = Step['kind'];

export interface Goal {
  name: string;
  event: Happening;
  within_minutes?: number;
  leaves?: boolean;
}

export interface Definition {
  name: string;
  description?: string;
  trigger: Trigger;
  entry?: Predicate | null;
  re_entry?: { allowed?: boolean; after_minutes?: number; most_times?: number | null };
  exits?: { name: string; when: Predicate }[];
  goals?: Goal[];
  holdout_percent?: number;
  start: string;
  steps: Record<string, Step>;
}

/** Of what the API keeps, which may be half a definition as long as it is a draft. */
export function definitionOf(kept: Record<string, unknown> | null | undefined, name: string): Definition {
  const end: Step = { kind: 'exit' };
  const known = (kept ?? {}) as Partial<Definition>;
  const steps = known.steps && Object.keys(known.steps).length > 0 ? known.steps : { end };
  const start = known.start ?? Object.keys(steps)[0] ?? 'end';
  return { ...known, name: known.name ?? name, trigger: known.trigger ?? { kind: 'api' }, start, steps };
}

/** One of the ways on from a step. */
export interface Way {
  /** Where in the step it is said: `next`, `otherwise`, `branches.0`. */
  key: string;
  /** What it is called; empty for the only one. */
  label: string;
  /** What the counts call whoever went this way. */
  outcome: string;
  to: string;
}

export function waysOn(step: Step): Way[] {
  switch (step.kind) {
    case 'decision':
      return [
        ...step.branches.map(({ name, next }, at) => ({ key: `branches.${at}`, label: name, outcome: name, to: next })),
        { key: 'otherwise', label: 'Otherwise', outcome: 'otherwise', to: step.otherwise },
      ];
    case 'split':
      return step.arms.map(({ name, weight, next }, at) => ({
        key: `arms.${at}`,
        label: `${name} ${Math.round((100 * weight) / Math.max(1, total(step)))}%`,
        outcome: name,
        to: next,
      }));
    case 'wait_for_event':
      return [
        { key: 'next', label: 'It happens', outcome: `${step.event.event} happened`, to: step.next },
        { key: 'on_timeout', label: 'Too late', outcome: 'timed out', to: step.on_timeout },
      ];
    case 'exit':
      return [];
    case 'wait':
    case 'wait_until':
      return [{ key: 'next', label: '', outcome: 'the time has come', to: step.next }];
    default:
      return [{ key: 'next', label: '', outcome: 'done', to: step.next }];
  }
}

function total(step: Split): number {
  return step.arms.reduce((sum, { weight }) => sum + weight, 0);
}

/** The same step with one of its ways leading elsewhere. */
export function led(step: Step, key: string, to: string): Step {
  const [list, at] = key.split('.');
  if (step.kind === 'decision' && list === 'branches') {
    return {
      ...step,
      branches: step.branches.map((one, index) => (index === Number(at) ? { ...one, next: to } : one)),
    };
  }
  if (step.kind === 'split') {
    return { ...step, arms: step.arms.map((one, index) => (index === Number(at) ? { ...one, next: to } : one)) };
  }
  return { ...step, [key]: to } as Step;
}

/** The same step with every way that leads to a key of `elsewhere` leading to its value. */
export function ledElsewhere(step: Step, elsewhere: Readonly<Record<string, string>>): Step {
  return waysOn(step).reduce((changed, { key, to }) => {
    const other = elsewhere[to];
    return other === undefined ? changed : led(changed, key, other);
  }, step);
}

/** Which steps lead to each step. */
export function leadingTo(steps: Definition['steps']): Map<string, string[]> {
  const from = new Map<string, string[]>();
  for (const [name, step] of Object.entries(steps)) {
    for (const { to } of waysOn(step)) from.set(to, [...(from.get(to) ?? []), name]);
  }
  return from;
}

/** A step and all that it leads to. */
export function downstream(steps: Definition['steps'], first: string): Set<string> {
  const reached = new Set<string>();
  const ahead = [first];
  for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
    const step = steps[name];
    if (!step || reached.has(name)) continue;
    reached.add(name);
    ahead.push(...waysOn(step).map(({ to }) => to));
  }
  return reached;
}

export const WAITS: ReadonlySet<StepKind> = new Set(['wait', 'wait_until', 'wait_for_event']);
export const SENDS: ReadonlySet<StepKind> = new Set<StepKind>([
  'send_email',
  'send_sms',
  'send_push',
  'send_in_app',
  'send_webhook',
]);

export function isSend(step: Step): step is Send {
  return SENDS.has(step.kind);
}
