/** What the pages of money say. */

import type { Schemas, Stage } from '@/api/types';
import { ALERTS, type AlertKind } from '@/parts/money/alerts';
import { amountOf, microsOf, shownMoney } from '@/parts/money/money';
import { grouped, listFormat } from '@/parts/words/formats';
import type { Line, Together } from './queries';

const NUMBERS = [
  'No',
  'One',
  'Two',
  'Three',
  'Four',
  'Five',
  'Six',
  'Seven',
  'Eight',
  'Nine',
  'Ten',
  'Eleven',
  'Twelve',
];

export const STAGES: Record<Stage, string> = {
  draft: 'Draft',
  in_review: 'In review',
  rejected: 'Rejected',
  approved: 'Approved',
  scheduled: 'Scheduled',
  live: 'Live',
  paused: 'Paused',
  completed: 'Completed',
  archived: 'Archived',
};

/** "Three of 12 campaigns are behind plan, together by €1,240.00." `worst` is the line that stands first. */
export function boardSaid(campaigns: number, together: readonly Together[], worst?: Line): string {
  if (campaigns === 0) return '';
  const behind = together.filter((one) => one.behind > 0);
  const ahead = together.filter((one) => one.ahead > 0);
  const said = [
    offPlan(campaigns, behind, 'behind', 'behind_by', 'behind plan'),
    offPlan(campaigns, ahead, 'ahead', 'ahead_by', 'ahead of it'),
  ].filter(Boolean);
  if (said.length === 0) {
    const whole = campaigns === 1 ? 'The one campaign' : `None of ${grouped(campaigns)} campaigns`;
    const off = campaigns === 1 ? 'is neither behind nor ahead of plan' : 'is behind or ahead of plan';
    return worst?.troubles.length ? `${whole} ${off}. What else needs somebody comes first.` : `${whole} ${off}.`;
  }
  return said.join(' ');
}

function offPlan(
  campaigns: number,
  all: readonly Together[],
  which: 'behind' | 'ahead',
  by: 'behind_by' | 'ahead_by',
  words: string,
): string {
  const count = all.reduce((sum, one) => sum + one[which], 0);
  if (count === 0) return '';
  const number = NUMBERS[count] ?? grouped(count);
  const amounts = listFormat({}).format(all.map((one) => shownMoney(one[by], one.currency)));
  const verb = count === 1 ? 'is' : 'are';
  const whole = which === 'behind' ? ` of ${grouped(campaigns)} ${campaigns === 1 ? 'campaign' : 'campaigns'}` : '';
  const plan = which === 'behind' ? words : 'ahead of plan';
  return `${number}${whole} ${verb} ${plan}, ${count > 1 ? 'together ' : ''}by ${amounts}.`;
}

export type Tone = 'bad' | 'watch' | 'good' | 'quiet';

const TONES: Record<AlertKind, Tone> = {
  budget_exhausted: 'bad',
  over_daily_budget: 'bad',
  pacing_behind: 'watch',
  pacing_ahead: 'watch',
  nearing_limit: 'watch',
};
const SAID: Record<AlertKind, (line: Line) => string> = {
  budget_exhausted: () => 'Used up',
  over_daily_budget: ({ money }) => `${over(money.today?.confirmed, money.today?.budget, money.currency)} over its day`,
  pacing_behind: ({ money }) => `${over(money.pace?.planned, money.pace?.confirmed, money.currency)} behind plan`,
  pacing_ahead: ({ money }) => `${over(money.pace?.confirmed, money.pace?.planned, money.currency)} ahead of plan`,
  nearing_limit: () => ALERTS.nearing_limit,
};
const STANDING: Record<Schemas['PacingStatus'], { said: string; tone: Tone }> = {
  unpaced: { said: 'Spends as it can', tone: 'quiet' },
  not_started: { said: 'Has not begun', tone: 'quiet' },
  on_plan: { said: 'On plan', tone: 'good' },
  behind: { said: 'A little behind, so early', tone: 'quiet' },
  ahead: { said: 'A little ahead, so early', tone: 'quiet' },
};

/** How a campaign's money stands, in a few words. */
export function standing(line: Line): { said: string; tone: Tone } {
  const [worst] = line.troubles;
  if (worst) return { said: SAID[worst](line), tone: TONES[worst] };
  return line.money.pace ? STANDING[line.money.pace.status] : { said: 'Nothing spent yet', tone: 'quiet' };
}

const ALSO: Record<AlertKind, string> = {
  budget_exhausted: 'used up',
  over_daily_budget: 'over its day',
  pacing_behind: 'behind plan',
  pacing_ahead: 'ahead of plan',
  nearing_limit: 'mostly spent',
};

/** What else is wrong: "Also ahead of plan and mostly spent". */
export function also({ troubles: [, ...others] }: Pick<Line, 'troubles'>): string {
  return `Also ${listFormat({}).format(others.map((kind) => ALSO[kind]))}`;
}

function over(more: string | null | undefined, less: string | null | undefined, currency: string): string {
  return shownMoney(amountOf(microsOf(more ?? '0') - microsOf(less ?? '0')), currency);
}

export const VERDICTS: Record<
  Schemas['domain__budgets__values__Verdict'],
  { title: string; means: string; tone: Tone }
> = {
  confirmed: { title: 'Counts', means: 'It is owed, and part of the spend.', tone: 'good' },
  'disputed:late': { title: 'Disputed: late', means: 'It came after the bid could be billed.', tone: 'watch' },
  'disputed:over_bid': { title: 'Disputed: above the bid', means: 'The price is above what was bid.', tone: 'watch' },
  'disputed:over_lease': {
    title: 'Disputed: no money held',
    means: 'No money was held back for that much.',
    tone: 'watch',
  },
  'disputed:unknown_lease': {
    title: 'Disputed: unknown',
    means: 'It names money that was never set aside for this campaign.',
    tone: 'watch',
  },
  'disputed:invalid': {
    title: 'Disputed: unreadable',
    means: 'Its price cannot be right, or is in another currency.',
    tone: 'watch',
  },
  not_billable: { title: 'A test', means: 'A test bid: nobody pays for it.', tone: 'quiet' },
  correction: { title: 'A correction', means: 'Entered by hand against another entry.', tone: 'quiet' },
};
