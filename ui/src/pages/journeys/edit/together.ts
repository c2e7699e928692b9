/** Two drafts that began as one: what either changed, and where both changed the same. */
import { lasting } from '@/parts/words/counted';
import { type Definition, type Step, waysOn } from '../definition';
import { KINDS } from '../kinds';

interface Thing {
  [name: string]: unknown;
}

/** Something that both changed, and not into the same. */
export interface Clash {
  label: string;
  mine: string | null;
  theirs: string | null;
}

const SAID: Record<string, string> = {
  note: 'note',
  minutes: 'how long',
  timeout_minutes: 'how long',
  at: 'when',
  reason: 'reason',
  template: 'template',
  segment: 'segment',
  next: 'what comes next',
};
const OF_ALL: Record<string, string> = {
  name: 'The name',
  description: 'The description',
  trigger: 'What brings people in',
  entry: 'Who may come in',
  re_entry: 'Who may come in again',
  exits: 'Who leaves early',
  goals: 'The goals',
  holdout_percent: 'How many are held out',
  start: 'What comes first',
};

/** Mine where I changed something, theirs everywhere else; no step is left that another one leads to. */
export function together(base: Definition, mine: Definition, theirs: Definition): Definition {
  const { steps: mySteps, ...my } = mine;
  const { steps: theirSteps, ...their } = theirs;
  const { steps: baseSteps, ...began } = base;
  const steps: Record<string, Step> = {};
  for (const name of new Set([...Object.keys(theirSteps), ...Object.keys(mySteps)])) {
    const step = stepOf(baseSteps[name], mySteps[name], theirSteps[name]);
    if (step) steps[name] = step;
  }
  const whole = fieldsOf(began, my, their) as unknown as Omit<Definition, 'steps'>;
  const wanted = [whole.start, ...Object.values(steps).flatMap(leads)];
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    const step = steps[name] ? undefined : (mySteps[name] ?? theirSteps[name]);
    if (!step) continue;
    steps[name] = step;
    wanted.push(...leads(step));
  }
  return { ...whole, steps };
}

/** What both changed, in words. */
export function clashes(base: Definition, mine: Definition, theirs: Definition): Clash[] {
  const { steps: mySteps, ...my } = mine;
  const { steps: theirSteps, ...their } = theirs;
  const { steps: baseSteps, ...began } = base;
  const ofAll = clashing(began, my, their).map((name) => ({
    label: OF_ALL[name] ?? name,
    mine: words(name, (my as unknown as Thing)[name]),
    theirs: words(name, (their as unknown as Thing)[name]),
  }));
  const names = Object.keys({ ...mySteps, ...theirSteps, ...baseSteps });
  const ofSteps = names.flatMap((name) => {
    const [was, own, other] = [baseSteps[name], mySteps[name], theirSteps[name]];
    if (isSame(own, other) || isSame(was, own) || isSame(was, other)) return [];
    const title = KINDS[(own ?? other ?? was)?.kind ?? 'exit'].title;
    if (!isAlike(was, own, other)) {
      const said = (step: Step | undefined) => (step ? null : 'taken out');
      return [{ label: title, mine: said(own), theirs: said(other) }];
    }
    return clashing(was, own, other).map((field) => ({
      label: `${title}: ${SAID[field] ?? field.replaceAll('_', ' ')}`,
      mine: words(field, (own as unknown as Thing)[field]),
      theirs: words(field, (other as unknown as Thing)[field]),
    }));
  });
  return [...ofAll, ...ofSteps];
}

function stepOf(was: Step | undefined, mine: Step | undefined, theirs: Step | undefined): Step | undefined {
  if (isSame(was, mine)) return theirs;
  if (isSame(was, theirs) || !isAlike(was, mine, theirs)) return mine;
  return fieldsOf(was, mine, theirs) as unknown as Step;
}

function fieldsOf(was: object | undefined, mine: object | undefined, theirs: object | undefined): Thing {
  const [before, own, other] = [was, mine, theirs] as Thing[];
  const names = Object.keys({ ...other, ...own });
  return Object.fromEntries(
    names.map((name) => [name, isSame(before?.[name], own?.[name]) ? other?.[name] : own?.[name]]),
  );
}

function clashing(was: object | undefined, mine: object | undefined, theirs: object | undefined): string[] {
  const [before, own, other] = [was, mine, theirs] as Thing[];
  return Object.keys({ ...other, ...own }).filter(
    (name) =>
      !isSame(own?.[name], other?.[name]) &&
      !isSame(before?.[name], own?.[name]) &&
      !isSame(before?.[name], other?.[name]),
  );
}

function leads(step: Step): string[] {
  return waysOn(step).map(({ to }) => to);
}

/** Whether all three are there, and of one kind: then they are brought together field by field. */
function isAlike(...steps: (Step | undefined)[]): boolean {
  return steps.every((step) => step !== undefined && step.kind === steps[0]?.kind);
}

function words(field: string, value: unknown): string | null {
  if (value === undefined || value === null || value === '') return 'nothing';
  if (field.endsWith('minutes')) return lasting(Number(value));
  if (field === 'holdout_percent') return `${value}%`;
  return ['note', 'reason', 'name', 'description', 'at'].includes(field) ? String(value) : null;
}

/** Whatever order their fields are in: the API has its own. */
export function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return (one ?? null) === (other ?? null);
  const [mine, theirs] = [one, other] as Thing[];
  return Object.keys({ ...mine, ...theirs }).every((name) => isSame(mine?.[name], theirs?.[name]));
}
