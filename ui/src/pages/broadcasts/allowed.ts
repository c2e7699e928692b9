/** Which actions can be taken now, and why the others cannot. */
import type { Permission } from '@/api/types';
import { permitted } from '@/app/roles';
import type { Previewed, Whole } from './queries';
import { STAGES } from './stages';
import { type Doable, FROM } from './words';

type Standing = Pick<Whole, 'stage' | 'allowed' | 'winner' | 'definition'>;

/** Why an action cannot be taken now; null where it can. */
export function hindrance(
  action: Doable,
  { allowed, winner, definition }: Standing,
  held: ReadonlySet<Permission>,
  preview?: Pick<Previewed, 'can_be_sent' | 'faults'>,
): string | null {
  if (!allowed.includes(action)) {
    return `Possible while it is ${FROM[action].map((one) => STAGES[one].title.toLowerCase()).join(' or ')}`;
  }
  if (!held.has('journey:write')) return `Your roles do not let you ${permitted('journey:write')}`;
  if (action === 'choose' && !definition.test) return 'It has no test, so there is nothing to choose';
  if (action === 'choose' && winner) return 'What the rest gets is decided already';
  if (action === 'schedule' && preview && !preview.can_be_sent) {
    return preview.faults.length === 1 ? 'One thing keeps it from being sent' : 'Some things keep it from being sent';
  }
  return null;
}

/** Why it cannot be changed; null where it can. */
export function whyNoEdit({ stage, allowed }: Pick<Standing, 'stage' | 'allowed'>, mayWrite: boolean): string | null {
  if (!mayWrite) return `Your roles do not let you ${permitted('journey:write')}`;
  if (stage === 'draft') return null;
  if (allowed.includes('unschedule')) return 'It is scheduled: take it back to a draft first';
  return 'What has begun is not changed; write another one like it';
}

/** The one next thing; null where there is none. */
export function nextAction({ stage, winner, definition }: Standing, isAsked: boolean): Doable | null {
  if (isAsked && definition.test && !winner && (stage === 'running' || stage === 'paused')) return 'choose';
  if (stage === 'draft' || stage === 'scheduled') return 'schedule';
  if (stage === 'running') return 'pause';
  return stage === 'paused' ? 'resume' : null;
}
