/** The delivery policy in plain words: a sentence for each of its parts, and what two people made of it at once. */

import type { Channel, Schemas } from '@/api/types';
import { cityOf } from '@/parts/time/When';
import { CHANNELS } from '@/parts/words/channels';
import { numberFormat } from '@/parts/words/formats';
import { listed } from '../needs/words';
import type { Policy } from './queries';

export type CapChannel = Schemas['CapChannel'];
export type CapWindow = Schemas['CapWindow'];
export type CapRule = Schemas['CapRule'];
export type QuietHours = Required<Schemas['QuietHours']>;
export type Throttle = Schemas['Throttle'];

export const CAP_CHANNELS: Record<CapChannel, { title: string; one: string; many: string }> = {
  email: { title: 'E-mail', one: 'e-mail', many: 'e-mails' },
  sms: { title: 'SMS', one: 'text message', many: 'text messages' },
  whatsapp: { title: 'WhatsApp', one: 'WhatsApp message', many: 'WhatsApp messages' },
  push: { title: 'Push', one: 'push message', many: 'push messages' },
  web_push: { title: 'Web push', one: 'web push message', many: 'web push messages' },
  in_app: { title: 'In-app', one: 'in-app message', many: 'in-app messages' },
  content_card: { title: 'Content card', one: 'content card', many: 'content cards' },
  all: { title: 'All together', one: 'message', many: 'messages' },
};

export const WINDOWS: Record<CapWindow, { title: string; in: string }> = {
  hour: { title: 'An hour', in: 'an hour' },
  day: { title: 'A day', in: 'a day' },
  week: { title: 'A week', in: 'a week' },
  month: { title: 'A month', in: 'a month' },
  campaign: { title: 'A campaign', in: 'a campaign or journey' },
};

export const CELLS = (Object.keys(CAP_CHANNELS) as CapChannel[]).flatMap((channel) =>
  (Object.keys(WINDOWS) as CapWindow[]).map((window) => ({ channel, window })),
);

/** Channels that reach somebody who is not there, and those that wait for them. */
export const DISTURBING: readonly Channel[] = ['push', 'sms', 'whatsapp', 'email', 'web_push'];
export const SENT_ON: readonly Channel[] = [...DISTURBING, 'in_app', 'content_card', 'webhook', 'in_store', 'web'];

/** The most of a cell: of several rules that say it, the smallest. Null where none does. */
export function mostIn(caps: readonly CapRule[], channel: CapChannel, window: CapWindow): number | null {
  const saying = caps.filter((rule) => rule.channel === channel && rule.window === window);
  return saying.length > 0 ? Math.min(...saying.map(({ most }) => most)) : null;
}

/** With another most in a cell; its rule keeps its name and its turn. */
export function withMost(
  caps: readonly CapRule[],
  channel: CapChannel,
  window: CapWindow,
  most: number | null,
): CapRule[] {
  const isIt = (rule: CapRule) => rule.channel === channel && rule.window === window;
  const held = caps.find(isIt);
  const others = caps.filter((rule) => !isIt(rule));
  if (most === null) return others;
  if (held) return caps.flatMap((rule) => (rule === held ? [{ ...rule, most }] : isIt(rule) ? [] : [rule]));
  const wanted = `${CAP_CHANNELS[channel].title}: ${WINDOWS[window].in}`;
  const name = others.some((rule) => rule.name === wanted) ? `${wanted} (${others.length + 1})` : wanted;
  return [...others, { name, channel, window, most, priority: 100 }];
}

const nobody = 'Nobody gets more than';

function capsSentence(caps: readonly CapRule[]): string {
  const said = (Object.keys(CAP_CHANNELS) as CapChannel[]).flatMap((channel) => {
    const windows = (Object.keys(WINDOWS) as CapWindow[]).flatMap((window) => {
      const most = mostIn(caps, channel, window);
      return most === null ? [] : [{ most, in: WINDOWS[window].in }];
    });
    if (windows.length === 0) return [];
    const { one, many } = CAP_CHANNELS[channel];
    const first = windows[0]?.most === 1 ? one : many;
    const all = channel === 'all' ? 'in all ' : '';
    return [
      `${all}${windows.map(({ most, in: within }, at) => `${most} ${at === 0 ? `${first} ` : ''}${within}`).join(' and ')}`,
    ];
  });
  return said.length > 0 ? `${nobody} ${said.join('; ')}.` : 'Nothing limits how many messages somebody gets.';
}

function quietSentence(quiet: readonly QuietHours[]): string {
  const said = quiet
    .filter(({ channels }) => channels.length > 0)
    .map(
      ({ starts, ends, channels }) => `from ${starts} to ${ends} on their own clock nobody gets ${namesOf(channels)}`,
    );
  if (said.length === 0) return 'Messages go out at any hour.';
  const whole = said.join('; ');
  return `${whole.charAt(0).toUpperCase()}${whole.slice(1)}. What is due then waits until it is over.`;
}

function throttleSentence(throttles: readonly Throttle[]): string {
  if (throttles.length === 0) return 'Messages leave as fast as the vendors take them.';
  const said = throttles.map(({ channel, per_second, burst }) => {
    const at = burst && burst !== per_second ? `, ${count(burst)} at once after a pause` : '';
    return `${count(per_second)} a second ${channel ? `on ${CHANNELS[channel]}` : 'in all'}${at}`;
  });
  return `At most ${said.join('; ')}.`;
}

const count = (value: number) => numberFormat({}).format(value);
const namesOf = (channels: readonly Channel[]) => listed(channels.map((one) => CHANNELS[one]));

/** What each part does, as it stands. */
export const SENTENCES: { [Part in keyof Policy]: (policy: Policy) => string } = {
  caps: ({ caps }) => capsSentence(caps),
  quiet_hours: ({ quiet_hours }) => quietSentence(quiet_hours as QuietHours[]),
  throttles: ({ throttles }) => throttleSentence(throttles),
  holdout_percent: ({ holdout_percent }) =>
    holdout_percent === 0
      ? 'Everybody may get marketing: nobody is held out to compare with.'
      : `${holdout_percent} in 100 people get no marketing at all, so that the others can be compared with them.`,
  consent_needed: ({ consent_needed }) =>
    consent_needed.length === 0
      ? 'Marketing goes to everybody who has not refused it.'
      : `Marketing on ${namesOf(consent_needed)} goes only to those who agreed to it; elsewhere to all who have not refused.`,
  time_zone: ({ time_zone }) => `Whoever’s own clock is not known is taken to live by that of ${cityOf(time_zone)}.`,
};

const PARTS = Object.keys(SENTENCES) as (keyof Policy)[];
const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** The parts in which they differ. */
export function changedParts(before: Policy, after: Policy): (keyof Policy)[] {
  return PARTS.filter((part) => !same(before[part], after[part]));
}

/** Theirs, with the parts on top that were changed of `base`. */
export function merged(base: Policy, mine: Policy, theirs: Policy): Policy {
  const own = changedParts(base, mine).map((part) => [part, mine[part]]);
  return { ...theirs, ...Object.fromEntries(own) };
}

/** Why it cannot be saved as it stands. */
export function faultOf({ quiet_hours, throttles }: Policy): string | undefined {
  if (quiet_hours.some(({ channels }) => channels?.length === 0))
    return 'Quiet hours without a channel quieten nothing.';
  if (quiet_hours.some(({ starts, ends }) => !starts || !ends || starts === ends)) return 'Quiet hours need two times.';
  const named = throttles.map(({ channel }) => channel ?? '');
  if (new Set(named).size < named.length) return 'Two speeds are for the same channel: leave one of them.';
  return undefined;
}

export function wholePolicy(policy: Schemas['DeliveryPolicy']): Policy {
  const {
    caps = [],
    quiet_hours = [],
    throttles = [],
    consent_needed = [],
    holdout_percent = 0,
    time_zone = 'UTC',
  } = policy;
  return { caps, quiet_hours, throttles, consent_needed, holdout_percent, time_zone };
}
