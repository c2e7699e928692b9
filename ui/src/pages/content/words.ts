/** What things of messages are called. */
import type { Schemas } from '@/api/types';
import type { Field } from './content';

export type Severity = Schemas['domain__content__values__Severity'];

export const FIELD_NAMES: Record<Field, string> = {
  subject: 'Subject',
  preheader: 'Preview text',
  html: 'Page',
  text: 'Plain text',
  title: 'Title',
  body: 'Text',
  url: 'Opens',
  image_url: 'Picture',
  buttons: 'Buttons',
  media_urls: 'Pictures and films',
  data: 'More fields',
  headers: 'Headers',
};

export const FIELD_NOTES: Partial<Record<Field, string>> = {
  preheader: 'What inboxes show beside the subject',
  url: 'The address that a tap opens',
  image_url: 'The address of a picture',
};

export const SEVERITIES: Record<Severity, { title: string; color: string }> = {
  error: { title: 'Error', color: 'red' },
  warning: { title: 'Warning', color: 'amber' },
  note: { title: 'Note', color: 'gray' },
};

export const SENDERS: Record<Schemas['Sender'], string> = {
  journey: 'Journey',
  broadcast: 'Broadcast',
  activation_plan: 'Plan of activations',
};

const PLACES: Record<string, string> = {
  default_locale: 'Default language',
  defaults: 'Values in place of missing ones',
  required: 'Required values',
  lookups: 'Items of catalogues',
  fetches: 'Connected content',
  tracking: 'Links and tracking',
  markup: 'Written in',
  wordings: 'Languages',
  content: 'Content',
};

/** Where a finding is, in words: the API names a field, or the way to one. */
export function placeOf(field: string): string {
  const last = field.split('.').findLast((one) => one in FIELD_NAMES || one in PLACES) ?? '';
  return FIELD_NAMES[last as Field] ?? PLACES[last] ?? PLACES[field.split('.')[0] ?? ''] ?? '';
}

/** "1 template", "3 templates" */
