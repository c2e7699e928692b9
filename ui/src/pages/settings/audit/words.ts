/** Entries of the audit log as sentences. */
import type { Schemas } from '@/api/types';
import { amountOf } from '@/parts/money/money';
import { sentence } from '@/parts/states/problems';
import { plain, told } from '@/parts/words/values';

export type Entry = Schemas['api__routes__audit__EntryView'];

/** What may be looked for, by the first part of its action. */
export const SUBJECTS: Record<string, string> = {
  campaign: 'Campaigns',
  creative: 'Creatives',
  approval: 'Approvals',
  approval_rule: 'Approval rules',
  gate_rule: 'Rules before going live',
  gate: 'Checks and overrides',
  journey: 'Journeys',
  broadcast: 'Broadcasts',
  template: 'Message templates',
  segment: 'Segments',
  user: 'Users',
  token: 'API keys',
  session: 'Sign-ins',
  asset: 'Assets',
  brand_kit: 'Brand kits',
  data_request: 'Data requests',
  retention: 'Retention',
  tenant: 'Tenants',
};

const NOUNS: Record<string, string> = {
  token: 'an API key',
  session: 'a session',
  'campaign.revision': 'the plan of a campaign',
  'campaign.transition': 'the stage of a campaign',
  'campaign.task': 'a task of a campaign',
  'creative.version': 'a version of a creative',
  'approval.decision': 'a decision of an approval',
  'gate.override': 'an override of a check',
  'gate.passage': 'a passage of the checks',
  'journey.version': 'a version of a journey',
  'journey.transition': 'the stage of a journey',
  'broadcast.transition': 'the stage of a broadcast',
  'template.version': 'a version of a message template',
  'segment.version': 'a version of a segment',
  data_request: 'a data request',
  rates: 'exchange rates',
  dsp_account: 'an account at a platform',
  dsp_audience: 'an audience at a platform',
  dsp_campaign: 'a campaign at a platform',
  gate_rule: 'a rule before going live',
  retention: 'a period of keeping',
  personal_key: 'the key of somebody’s fields',
};
const VERBS: Record<string, string> = { create: 'made', change: 'changed', delete: 'removed' };

/** "changed a campaign" */
export function deedOf({ action }: Pick<Entry, 'action'>): string {
  const at = action.lastIndexOf('.');
  const [what, verb] = [action.slice(0, at), action.slice(at + 1)];
  const noun = NOUNS[what] ?? withArticle(plain(what));
  return `${VERBS[verb] ?? verb} ${noun}`;
}

function withArticle(noun: string): string {
  return `${/^(?!us)[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

/** What it was done to, by its name where the entry has one. */
export function subjectOf({ before, after }: Pick<Entry, 'before' | 'after'>): string {
  for (const said of [after, before]) {
    const name = said?.name ?? said?.title ?? said?.email;
    if (typeof name === 'string' && name) return name;
  }
  return '';
}

export interface Changed {
  name: string;
  before: string;
  after: string;
}

const HIDDEN = /(^|_)(ids?|sha256|hash)$/;
const ID = /^[a-z]{2,6}_[0-9a-z]{20,}$/;
const PERSON = /^usr_/;

/** Whoever is named by id in an entry. */
export function peopleIn({ before, after }: Pick<Entry, 'before' | 'after'>): string[] {
  const values = [...Object.values(before ?? {}), ...Object.values(after ?? {})];
  return values.filter((value): value is string => typeof value === 'string' && PERSON.test(value));
}

/** Field by field, without what only programs read. */
export function changesOf(
  { before, after }: Pick<Entry, 'before' | 'after'>,
  calledOf: (id: string) => string,
): Changed[] {
  const shown = (name: string, value: unknown) => said(name, value, calledOf);
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return names
    .filter((name) => !HIDDEN.test(name))
    .map((name) => ({ name: nameOf(name), before: shown(name, before?.[name]), after: shown(name, after?.[name]) }))
    .filter((one) => one.before !== one.after);
}

function nameOf(column: string): string {
  return sentence(plain(column.replace(/_(micros|at_ms|ms)$/, (unit) => (unit === '_at_ms' ? '_at' : ''))));
}

function said(name: string, value: unknown, calledOf: (id: string) => string): string {
  if (typeof value === 'number' && name.endsWith('_micros')) return amountOf(BigInt(value));
  if (typeof value === 'number' && name.endsWith('_at_ms')) return told(new Date(value).toISOString());
  if (typeof value !== 'string') return told(value);
  if (ID.test(value)) return PERSON.test(value) ? calledOf(value) : '…';
  return told(unfolded(value));
}

/** Documents are kept as text. */
function unfolded(text: string): unknown {
  if (!/^[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
