/** Approval rules in plain words. */

import type { Channel, Schemas } from '@/api/types';
import { shownMoney } from '@/parts/money/money';
import { CHANNELS } from '@/parts/words/channels';
import { listFormat } from '@/parts/words/formats';
import { listed } from '../needs/words';
import type { ApprovalRule } from './queries';

export type ApproverRole = Schemas['ApproverRole'];

export const APPROVERS: Record<ApproverRole, { title: string; one: string; many: string }> = {
  manager: { title: 'Managers', one: 'manager', many: 'managers' },
  director: { title: 'Directors', one: 'director', many: 'directors' },
  compliance: { title: 'Compliance', one: 'person of compliance', many: 'people of compliance' },
  creative: { title: 'Creative', one: 'person who approves creatives', many: 'people who approve creatives' },
  legal: { title: 'Legal', one: 'person of legal', many: 'people of legal' },
};

/** The IAB content categories (taxonomy 1.0) that rules are mostly about; others go by their code. */
export const CATEGORIES: Record<string, string> = {
  alcohol: 'Alcohol',
  gambling: 'Gambling',
  finance: 'Finance',
  health: 'Health',
  politics: 'Politics',
  IAB1: 'Arts and entertainment',
  IAB2: 'Cars',
  IAB3: 'Business',
  IAB4: 'Careers',
  IAB5: 'Education',
  IAB6: 'Family and parenting',
  IAB7: 'Health and fitness',
  IAB8: 'Food and drink',
  'IAB8-5': 'Cocktails and beer',
  'IAB8-18': 'Wine',
  IAB9: 'Hobbies',
  'IAB9-7': 'Card games',
  IAB10: 'Home and garden',
  IAB11: 'Law, government and politics',
  'IAB11-4': 'Politics',
  IAB13: 'Personal finance',
  IAB14: 'Society',
  IAB15: 'Science',
  IAB16: 'Pets',
  IAB17: 'Sports',
  IAB18: 'Style and fashion',
  IAB19: 'Technology',
  IAB20: 'Travel',
  IAB21: 'Property',
  IAB22: 'Shopping',
  IAB23: 'Religion',
  IAB24: 'Uncategorised',
  IAB25: 'Non-standard content',
  IAB26: 'Illegal content',
};

const NUMBERS = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine', 'Ten'];
const usd = (amount: string) => shownMoney(amount, 'USD');
const or = (words: readonly string[]) => listFormat({ type: 'disjunction' }).format(words);

/** "Two directors approve every campaign with a budget of $25,000.00 or more." */
export function approvalSentence(rule: ApprovalRule): string {
  const { one, many } = APPROVERS[rule.required_role];
  const count = NUMBERS[rule.min_approvals] ?? String(rule.min_approvals);
  const who = rule.min_approvals === 1 ? `${count} ${one} approves` : `${count} ${many} approve`;
  const from = rule.budget_from ? ` with a budget of ${usd(rule.budget_from)} or more` : '';
  const unless = rule.auto_approve_below ? `, unless its budget is below ${usd(rule.auto_approve_below)}` : '';
  const besides = [
    ...(rule.creative_review ? ['one person reads the creatives'] : []),
    ...(rule.legal_review ? ['one person of legal agrees'] : []),
  ];
  const and = besides.length > 0 ? `; besides, ${listed(besides)}` : '';
  return `${who} every campaign${from}${where(rule)}${unless}${and}.`;
}

function where({ channels, categories }: Pick<ApprovalRule, 'channels' | 'categories'>): string {
  const on = channels.length > 0 ? `on ${or(channels.map((channel: Channel) => CHANNELS[channel]))}` : '';
  const names = [...new Set(categories.map((one) => CATEGORIES[one]?.toLowerCase() ?? one))];
  const about = names.length > 0 ? `about ${or(names)}` : '';
  const both = [on, about].filter(Boolean).join(' or ');
  return both ? ` ${both}` : '';
}

export const BLANK: ApprovalRule = {
  name: '',
  required_role: 'manager',
  min_approvals: 1,
  auto_approve_below: null,
  budget_from: null,
  channels: [],
  categories: [],
  creative_review: false,
  legal_review: false,
};
