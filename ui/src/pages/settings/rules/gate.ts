/** The checks before going live, and what rules make of them, in plain words. */

import type { Schemas } from '@/api/types';
import { microsOf, shownMoney } from '@/parts/money/money';
import { CHANNELS } from '@/parts/words/channels';
import { listFormat } from '@/parts/words/formats';
import type { GateRule } from './queries';

export type Enforcement = Schemas['Enforcement'];

export const FAMILIES: Record<string, string> = {
  approval: 'Approval',
  link: 'Links',
  tracking: 'Tracking',
  creative: 'Creatives',
  message: 'Messages',
  brand: 'Brand',
  schedule: 'Schedule',
  budget: 'Budget',
  audience: 'Audience',
  forecast: 'Forecast',
  policy: 'Policy',
  task: 'Tasks',
};

interface About {
  found: string;
  shipped: Enforcement;
  /** No rule makes less of it. */
  isFirm?: boolean;
}

/** What is found, and what is made of it as long as no rule says otherwise. */
const KNOWN = {
  'approval.missing': { found: 'Nobody approved it', shipped: 'block', isFirm: true },
  'approval.edited': { found: 'It was edited after its approval', shipped: 'block', isFirm: true },
  'approval.differs': { found: 'It is not what was approved', shipped: 'block', isFirm: true },
  'approval.lapsed': { found: 'Its approval has lapsed', shipped: 'block', isFirm: true },
  'link.insecure': { found: 'A link is not https', shipped: 'block' },
  'link.malformed': { found: 'A link cannot be followed', shipped: 'block' },
  'link.elsewhere': { found: 'A link leads away from the advertiser’s site', shipped: 'block' },
  'tracking.insecure': { found: 'A tracker is not https', shipped: 'block' },
  'tracking.macro': { found: 'A tracker has a macro nobody fills in', shipped: 'warn' },
  'tracking.untagged': { found: 'A landing page is not told which campaign sent the visitor', shipped: 'warn' },
  'creative.none': { found: 'It has no creatives', shipped: 'block' },
  'creative.size': { found: 'A creative has a size hardly anybody sells', shipped: 'warn' },
  'creative.medium': { found: 'Not every browser can show a creative', shipped: 'block' },
  'creative.refused': { found: 'An exchange rejected a creative', shipped: 'warn' },
  'creative.refused_everywhere': { found: 'Every exchange rejected every creative', shipped: 'block' },
  'message.merge_tag': { found: 'A message has a merge tag nobody fills in', shipped: 'block' },
  'message.fallback': { found: 'Whoever lacks an attribute sees a gap', shipped: 'block' },
  'message.unsubscribe': { found: 'A message has no way to unsubscribe', shipped: 'block' },
  'brand.off': { found: 'A creative breaks the brand kit', shipped: 'block', isFirm: true },
  'brand.unjudged': { found: 'A creative was not held against the brand kit', shipped: 'block', isFirm: true },
  'brand.unseen': { found: 'Part of a creative could not be looked at', shipped: 'warn' },
  'schedule.ended': { found: 'Its last day has passed', shipped: 'block' },
  'schedule.started': { found: 'Its first day has passed', shipped: 'warn' },
  'schedule.order': { found: 'It ends before it starts', shipped: 'block' },
  'budget.day': { found: 'A day may cost more than the whole', shipped: 'block' },
  'budget.rate': { found: 'Its currency has no exchange rate', shipped: 'warn' },
  'audience.nobody': { found: 'Nobody can be in its audience', shipped: 'block' },
  'audience.outside': { found: 'Its places lie outside the countries it names', shipped: 'warn' },
  'audience.language': { found: 'Its creatives are in a language its audience does not read', shipped: 'warn' },
  'forecast.no_traffic': { found: 'Its forecast found no traffic', shipped: 'warn' },
  'policy.channel': { found: 'It runs on this channel', shipped: 'off' },
  'policy.regulated': { found: 'It is about something regulated', shipped: 'warn' },
  'policy.frequency': { found: 'It has no frequency cap', shipped: 'warn' },
  'task.open': { found: 'A required task is not done', shipped: 'block' },
} satisfies Record<string, About>;

export type Check = keyof typeof KNOWN;
export const CHECKS: Record<Check, About> = KNOWN;

export const ENFORCEMENTS: Record<Enforcement, { title: string; does: string }> = {
  block: { title: 'Blocks', does: 'keeps a campaign from going live' },
  warn: { title: 'Warns', does: 'is shown, and keeps nobody from anything' },
  off: { title: 'Not asked', does: 'is not asked' },
};
const STRICTEST: readonly Enforcement[] = ['off', 'warn', 'block'];

export function checksOf(family: string): Check[] {
  return (Object.keys(CHECKS) as Check[]).filter((check) => check.startsWith(`${family}.`));
}

/** "A link is not https", "Everything about links" */
export function foundOf(check: string): string {
  return CHECKS[check as Check]?.found ?? `Anything about ${(FAMILIES[check] ?? check).toLowerCase()}`;
}

/** "A link that is not https keeps a campaign from going live, on SMS, from a budget of $5,000.00 on." */
export function gateSentence({ check, enforcement, channels, budget_from }: GateRule): string {
  const on =
    channels.length > 0
      ? `, on ${listFormat({ type: 'disjunction' }).format(channels.map((one) => CHANNELS[one]))}`
      : '';
  const from = budget_from ? `, from a budget of ${shownMoney(budget_from, 'USD')} on` : '';
  return `“${foundOf(check)}” ${ENFORCEMENTS[enforcement].does}${on}${from}.`;
}

/** What is made of a check wherever no narrower rule holds: by which rule, and which narrower ones there are. */
export function standingOf(check: Check, rules: readonly GateRule[]) {
  const { shipped, isFirm = false } = CHECKS[check];
  const family = check.split('.')[0] ?? '';
  const about = rules.filter((rule) => rule.check === check || rule.check === family);
  const isWide = (rule: GateRule) =>
    rule.channels.length === 0 && (!rule.budget_from || microsOf(rule.budget_from) === 0n);
  const wide = about.filter(isWide);
  const near = wide.filter((rule) => rule.check === check);
  const counting = near.length > 0 ? near : wide;
  const strictest = [...counting].sort(
    (one, other) => STRICTEST.indexOf(other.enforcement) - STRICTEST.indexOf(one.enforcement),
  )[0];
  return {
    enforcement: isFirm ? ('block' as const) : (strictest?.enforcement ?? shipped),
    by: isFirm ? undefined : strictest?.name,
    narrower: isFirm
      ? []
      : about.filter((rule) => !isWide(rule) && (rule.check === check || near.length === 0)).map(({ name }) => name),
    isFirm,
  };
}

export const BLANK: GateRule = { name: '', check: 'link', enforcement: 'warn', channels: [], budget_from: null };
