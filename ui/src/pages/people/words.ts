/** What is told of people, in words. */
import type { Schemas } from '@/api/types';

export type Said = Schemas['SaidView'];
export type How = Schemas['How'];
export type Message = Schemas['api__routes__messages__MessageView'];
export type Explained = Schemas['ExplainedView'];

export const TABS = {
  about: 'About',
  messages: 'Messages',
  activity: 'Activity',
  privacy: 'Consent and privacy',
  segments: 'Segments',
} as const;
export type Tab = keyof typeof TABS;

export function isTab(value: unknown): value is Tab {
  return typeof value === 'string' && value in TABS;
}

export const CONSENT_STATES: Record<Schemas['ConsentState'], string> = {
  granted: 'Agreed',
  denied: 'Refused',
  unknown: 'Not asked',
};

export const PURPOSES: Record<string, string> = { marketing: 'Marketing', transactional: 'Service messages' };

export const HOWS: Record<How, string> = {
  form: 'on a form',
  double_opt_in: 'on a form, and confirmed from their address',
  preference_page: 'on their preference page',
  call: 'in a call',
  in_person: 'in person',
  opt_out_link: 'on the page not to sell or share',
  global_privacy_control: 'by a signal of their browser',
  unsubscribe: 'by unsubscribing',
  resubscribe: 'by subscribing again',
  complaint: 'by complaining of a message',
  api: 'as another system says',
  import: 'as a file says',
  untold: 'in a way nobody told us',
};

/** The ways that somebody here may have heard it themselves. */
export const TOLD_TO_US: readonly How[] = ['call', 'in_person', 'form', 'preference_page'];

export const STATUSES: Record<Schemas['MessageStatus'], { title: string; color: string }> = {
  planned: { title: 'Planned', color: 'gray' },
  deferred: { title: 'Waiting', color: 'amber' },
  claimed: { title: 'On its way', color: 'blue' },
  sent: { title: 'Sent', color: 'pine' },
  refused: { title: 'Not sent', color: 'red' },
  failed: { title: 'Failed', color: 'red' },
  unknown: { title: 'Perhaps sent', color: 'amber' },
};

export const GATES: Record<Schemas['Gate'], string> = {
  eligibility: 'Still meant for them',
  holdout: 'Not in a holdout',
  consent: 'Consent',
  suppression: 'Not on the suppression list',
  frequency_cap: 'Not too many messages',
  quiet_hours: 'No quiet hours',
  send_time: 'Best time to send',
};

export const RULINGS: Record<Schemas['Ruling'], string> = {
  passed: 'passed',
  refused: 'refused it',
  deferred: 'told it to wait',
  waived: 'does not apply',
};

const FEEDBACK: Record<string, string> = {
  delivered: 'Delivered',
  opened: 'Opened',
  clicked: 'Clicked',
  bounced: 'Bounced',
  complained: 'Reported as spam',
  unsubscribed: 'Unsubscribed',
  replied: 'Replied',
};

export function feedbackOf(kind: string): string {
  return FEEDBACK[kind] ?? kind.charAt(0).toUpperCase() + kind.slice(1).replaceAll('_', ' ');
}
