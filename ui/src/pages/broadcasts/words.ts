/** What actions, reasons and choices of a broadcast are called. */

import type { Schemas } from '@/api/types';
import { counted, lasting } from '@/parts/words/counted';
import { dateFormat, numberFormat } from '@/parts/words/formats';
import type { ContentTest, Definition, LocalTime, Measure, PastZones, Variant, WhenUnclear } from './definition';
import type { Action, Stage } from './stages';

interface ActionWords {
  title: string;
  /** "Milo paused it" */
  did: string;
  /** "Spring offers was paused." */
  done: string;
  /** What comes of it, for whoever is about to take it. */
  means: string;
}

/** What somebody may do, in the order they meet it. */
export const ACTIONS: Record<Exclude<Action, 'begin' | 'finish'>, ActionWords> = {
  schedule: {
    title: 'Schedule',
    did: 'scheduled it',
    done: 'scheduled',
    means: 'Whoever is in its audience when it begins gets it; whoever joins later does not.',
  },
  unschedule: {
    title: 'Back to a draft',
    did: 'took it back to a draft',
    done: 'made a draft again',
    means: 'It begins no more by itself, and can be changed until it is scheduled anew.',
  },
  pause: {
    title: 'Pause',
    did: 'paused it',
    done: 'paused',
    means: 'Nobody more is handed over. What is at the vendor already stays there; everybody else waits.',
  },
  resume: {
    title: 'Resume',
    did: 'resumed it',
    done: 'resumed',
    means: 'It goes on with whoever is left. Hours that went by meanwhile are made up for at once.',
  },
  choose: {
    title: 'Choose for the rest',
    did: 'chose what the rest gets',
    done: 'decided',
    means: 'Everybody who still waits gets the variant that you choose.',
  },
  cancel: {
    title: 'Cancel',
    did: 'cancelled it',
    done: 'cancelled',
    means: 'Whoever has not got it does not get it, and is on record as that. There is no way back.',
  },
};
export type Doable = keyof typeof ACTIONS;

export function titleOf(action: Doable, { stage }: { stage: Stage }): string {
  return action === 'schedule' && stage === 'scheduled' ? 'Change when it begins' : ACTIONS[action].title;
}

export function didWords(action: string): string {
  if (action === 'begin') return 'let it begin';
  if (action === 'finish') return 'found everybody dealt with';
  return ACTIONS[action as Doable]?.did ?? action;
}

export const FROM: Record<Doable, readonly Stage[]> = {
  schedule: ['draft', 'scheduled'],
  unschedule: ['scheduled'],
  pause: ['running'],
  resume: ['paused'],
  choose: ['running', 'paused'],
  cancel: ['scheduled', 'running', 'paused'],
};

/** Why people are held back: what it is called, what that means, and what can be done. */
export const HELD: Record<string, { title: string; means: string; remedy: string }> = {
  eligibility: {
    title: 'Cannot be reached',
    means: 'We have no address of theirs on this channel, or it is known not to work.',
    remedy: 'Ask them for one, or reach them on another channel.',
  },
  holdout: {
    title: 'In a holdout',
    means: 'They are left out on purpose, so that what it brings can be measured beside them.',
    remedy: 'Nothing is wrong: lower the holdout if that is too many.',
  },
  consent: {
    title: 'Have not consented',
    means: 'They never said yes to this on this channel, or took it back.',
    remedy: 'Ask for their consent; until then nothing goes out to them.',
  },
  suppression: {
    title: 'On the suppression list',
    means: 'They unsubscribed, complained or bounced for good.',
    remedy: 'Look under Suppressions who they are and since when.',
  },
  frequency_cap: {
    title: 'Had enough messages',
    means: 'One more would be above the caps that hold for all messages.',
    remedy: 'Send it later, or let less go out beside it.',
  },
  quiet_hours: {
    title: 'Quiet hours',
    means: 'It is night where they live.',
    remedy: 'They get it once the night is over, while it is still worth sending.',
  },
  send_time: {
    title: 'A better hour is coming',
    means: 'They open their messages at another hour of the day.',
    remedy: 'They get it then.',
  },
  expired: {
    title: 'Too late for them',
    means: 'Its hour was over where they live, or it waited until it was not worth sending any more.',
    remedy: 'Say what happens to people whose hour is over, or begin earlier.',
  },
  content: {
    title: 'Could not be written for them',
    means: 'The template could not be rendered with what is known of them.',
    remedy: 'Look at one of them, and give the template a fallback for what is missing.',
  },
  no_sender: {
    title: 'Nothing to send it with',
    means: 'There is no account or sender for this channel.',
    remedy: 'An administrator sets one up.',
  },
  vendor: {
    title: 'Refused by the vendor',
    means: 'Whoever delivers for us will not take it for them.',
    remedy: 'Look at one of them for the vendor’s own words.',
  },
  unavailable: {
    title: 'The vendor stayed away',
    means: 'Whoever delivers for us did not answer until the message was given up.',
    remedy: 'Reach them with another broadcast.',
  },
  cancelled: {
    title: 'Cancelled before their turn',
    means: 'The broadcast was cancelled before it came to them.',
    remedy: 'Reach them with another broadcast.',
  },
  erased: { title: 'Erased', means: 'They asked to be forgotten before it went.', remedy: 'Nothing is to be done.' },
  merged: {
    title: 'The same person twice',
    means: 'They turned out to be somebody else in the audience, who is counted once.',
    remedy: 'Nothing is wrong.',
  },
};

/** Those for whom no message was ever planned: they can be counted, and not listed. */
export const WITHOUT_MESSAGES: ReadonlySet<string> = new Set(['merged']);

/** Besides a gate or cause: everybody whose message is at that status. */
export const AT_STATUS: Record<string, { title: string; means: string; status: Schemas['MessageStatus'] }> = {
  waiting: { title: 'Still to come', means: 'Each gate is asked again when they come up next.', status: 'deferred' },
  failed: { title: 'Failed', means: 'It was certainly never handed over, and was given up.', status: 'failed' },
  unknown: {
    title: 'Perhaps sent',
    means: 'It was being handed over when something died. It is looked up at the vendor, and never sent twice.',
    status: 'unknown',
  },
};

export function heldTitle(reason: string): string {
  const words = (HELD[reason] ?? AT_STATUS[reason])?.title ?? reason.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const MEASURES: Record<Measure, string> = {
  opens: 'Who opens it',
  clicks: 'Who clicks in it',
  conversions: 'Who does something after it',
};

export const UNCLEAR: Record<WhenUnclear, string> = {
  first: 'gets the first variant',
  split: 'gets all variants, by their shares',
  leader: 'gets the one ahead, though that may be chance',
  ask: 'waits until somebody chooses',
};

export const PAST: Record<PastZones, string> = {
  next_day: 'get it the next day',
  at_once: 'get it at once',
  skip: 'are left out',
};

export const PRIORITIES: Record<string, string> = { 1: 'High', 2: 'Normal', 3: 'Low' };

/** How it begins for each person, as the rest of a sentence that begins with "They get it". */
export function hourWords({ local_time, best_time, per_minute }: Definition): string {
  if (best_time) return 'at the hour that suits them, within a day';
  if (local_time) return `${localWords(local_time)}; those for whom that is over ${PAST[local_time.past]}`;
  return per_minute ? `one after the other, ${number(per_minute)} a minute at most` : 'as fast as it can go out';
}

function localWords({ at, on }: LocalTime): string {
  return `at ${at} on their own clock${on ? ` on ${day(on)}` : ''}`;
}

export function testWords({ percent, measure, event, decide_after_minutes, when_unclear }: ContentTest): string {
  const how = measure === 'conversions' ? `who does “${plain(event?.event ?? '')}”` : MEASURES[measure].toLowerCase();
  return `${percent}% get the variants first. ${lasting(decide_after_minutes)} after the last of them it is decided by ${how}; the rest gets the winner. Where none is ahead by more than chance, the rest ${UNCLEAR[when_unclear]}.`;
}

/** The share of the audience that a variant gets, of those it is split among. */
export function shareOf(variant: Variant, variants: readonly Variant[]): number {
  return variant.share / variants.reduce((all, { share }) => all + share, 0);
}

export function people(count: number): string {
  return counted(count, 'person', 'people');
}

export function number(value: number): string {
  return numberFormat({}).format(value);
}

function plain(name: string): string {
  return name.replaceAll('_', ' ');
}

function day(on: string): string {
  return dateFormat({ dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(on));
}
