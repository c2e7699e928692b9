/** What steps say and what brings people in, each as a sentence. */
import type { Channel } from '@/api/types';
import { eventWords, happeningWords } from '@/parts/predicates/sentences';
import { lasting } from '@/parts/words/counted';
import type { SendKind, Step, Trigger } from './definition';

export const CHANNEL_OF: Record<SendKind, Channel> = {
  send_email: 'email',
  send_sms: 'sms',
  send_push: 'push',
  send_in_app: 'in_app',
  send_webhook: 'webhook',
};

export const TRIGGERS: Record<Trigger['kind'], string> = {
  event: 'Something happens',
  segment_entry: 'They enter a segment',
  schedule: 'At fixed times',
  api: 'A program names them',
  bid_context: 'They meet one of our ads',
};

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** What ids stand for; one that is not known yet, or never was, has a word all the same. */
export interface Names {
  template: (id: string) => string;
  segment: (id: string) => string;
  campaign: (id: string) => string;
}

/** What is special about a step, beside what kind it is. */
export function stepWords(step: Step, names: Names): string {
  switch (step.kind) {
    case 'wait':
      return lasting(step.minutes);
    case 'wait_until': {
      const days = step.weekdays?.length ? step.weekdays.map((day) => WEEKDAYS[day - 1]).join(', ') : 'any day';
      return `${step.at} on their clock, ${days}`;
    }
    case 'wait_for_event':
      return `${happeningWords(step.event)}, for ${lasting(step.timeout_minutes)}`;
    case 'decision':
      return step.branches.map(({ name }) => name).join(' · ');
    case 'split':
      return step.purpose === 'experiment' ? 'An experiment' : step.arms.map(({ name }) => name).join(' · ');
    case 'suppress_bid':
      return `for ${lasting(step.for_minutes)}${step.campaigns?.length ? '' : ', all campaigns'}`;
    case 'update_profile':
      return Object.entries(step.set)
        .map(([name, value]) =>
          value === null ? `remove ${eventWords(name)}` : `${eventWords(name)}: ${String(value)}`,
        )
        .join(', ');
    case 'add_to_segment':
    case 'remove_from_segment':
      return names.segment(step.segment);
    case 'trigger_campaign':
      return names.campaign(step.campaign);
    case 'jump':
      return '';
    case 'exit':
      return sentence(step.reason ?? 'finished');
    default:
      return names.template(step.template);
  }
}

export function triggerWords(trigger: Trigger, names: Names): string {
  switch (trigger.kind) {
    case 'event':
      return `When ${happeningWords(trigger.event)} happens`;
    case 'segment_entry':
      return `Who enters ${names.segment(trigger.segment)}${trigger.existing ? ', and who is in it already' : ''}`;
    case 'schedule':
      return `${trigger.segment ? names.segment(trigger.segment) : 'Everybody'}, at fixed times`;
    case 'bid_context':
      return `After ${trigger.on === 'impression' || !trigger.on ? 'an impression' : `a ${trigger.on}`} of ours`;
    case 'api':
      return 'Whom a program names';
  }
}

/** What a way out is called in a count: rules say which they are. */
export function reasonWords(reason: string): string {
  return sentence(reason.replaceAll('_', ' '));
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
