/** What is in force of a campaign, where somebody has written something newer that is not. */
import type { Campaign } from '@/api/types';
import { shownMoney } from '@/parts/money/money';

type Figures = Pick<Campaign, 'budget' | 'daily_budget' | 'currency'>;

/** What it may spend as things stand. */
export function inForce(campaign: Campaign): Figures {
  return campaign.in_force ?? campaign;
}

/** "A change to $20,000.00 waits for approval"; null where what it says is in force, or nothing is yet. */
export function waitingWords(campaign: Campaign): string | null {
  const money = newMoney(campaign);
  return said(campaign, money ? `A change to ${money}` : 'A change');
}

/** The same where there is little room: "$20,000.00 waits for approval". */
export function waitingBriefly(campaign: Campaign): string | null {
  return said(campaign, newMoney(campaign) ?? 'A change');
}

function said({ in_force }: Campaign, change: string): string | null {
  return in_force ? `${change} ${in_force.under_review ? 'waits for approval' : 'is not approved'}` : null;
}

function newMoney({ in_force, budget, currency }: Campaign): string | null {
  const isOther = in_force && (in_force.budget !== budget || in_force.currency !== currency);
  return isOther ? shownMoney(budget, currency) : null;
}
