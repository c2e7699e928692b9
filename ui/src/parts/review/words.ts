/** What sections, roles and outcomes are called where people decide. */

import type { Schemas } from '@/api/types';
import { listFormat } from '@/parts/words/formats';

export type Section = Schemas['Section'];
export type Role = Schemas['ApproverRole'];
export type Place = Schemas['domain__workspace__comments__values__Place'];

/** In the order they are read. */
export const SECTIONS: Record<Section, { title: string; place: Place }> = {
  creatives: { title: 'Creatives', place: 'creative' },
  brief: { title: 'Brief', place: 'brief' },
  audience: { title: 'Audience', place: 'audience' },
  budget: { title: 'Budget', place: 'budget' },
  schedule: { title: 'Schedule', place: 'schedule' },
};
export const READING_ORDER = Object.keys(SECTIONS) as Section[];

export const ROLES: Record<Role, { one: string; several: string }> = {
  manager: { one: 'manager', several: 'managers' },
  director: { one: 'director', several: 'directors' },
  compliance: { one: 'compliance approver', several: 'compliance approvers' },
  creative: { one: 'creative approver', several: 'creative approvers' },
  legal: { one: 'legal approver', several: 'legal approvers' },
};

export const OUTCOMES: Record<Schemas['domain__approvals__values__Outcome'], string> = {
  pending: 'Under review',
  approved: 'Approved',
  rejected: 'Rejected',
  changes_requested: 'Sent back for changes',
  voided: 'Replaced by a newer revision',
};

export const VERDICTS: Record<Schemas['domain__approvals__values__Verdict'], string> = {
  approve: 'approved',
  reject: 'rejected it',
  request_changes: 'asked for changes',
};

export const GOALS: Record<Schemas['Goal'], string> = {
  reach: 'Impressions',
  clicks: 'Clicks',
  conversions: 'Conversions',
};

export const PACINGS: Record<Schemas['Pacing'], string> = {
  asap: 'As soon as possible',
  even: 'Evenly over the day',
  forecast: 'With the traffic of the hour',
};

/** "2 directors", "1 manager". */
export function people(role: Role, count: number): string {
  return `${count} ${count === 1 ? ROLES[role].one : ROLES[role].several}`;
}

/** "a", "a and b", "a, b and c". */
export function listed(words: readonly string[]): string {
  return listFormat({ style: 'long', type: 'conjunction' }).format(words);
}
