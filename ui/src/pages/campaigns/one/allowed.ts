/** What may be done next to a campaign, and why the rest may not: the API says what is allowed, this says why not. */
import type { Campaign, CampaignAction, Permission, Preflight, Stage } from '@/api/types';
import { permitted } from '@/app/roles';
import { ACTIONS, STAGES } from '../words';

/** The stages in which an action can be taken, for saying so. */
const FROM: Record<CampaignAction, readonly Stage[]> = {
  submit: ['draft', 'rejected'],
  approve: ['in_review'],
  reject: ['in_review'],
  request_changes: ['in_review'],
  schedule: ['approved'],
  go_live: ['approved', 'scheduled'],
  pause: ['scheduled', 'live'],
  resume: ['paused'],
  complete: ['live', 'paused'],
  archive: ['completed'],
};
/** What goes through the gate on its way to the air. */
const GATED: ReadonlySet<CampaignAction> = new Set(['schedule', 'go_live', 'resume']);
export const DECISIONS: readonly CampaignAction[] = ['approve', 'request_changes', 'reject'];

/** Why an action cannot be taken now; null where it can. */
export function hindrance(
  action: CampaignAction,
  campaign: Pick<Campaign, 'stage' | 'allowed_actions'>,
  held: ReadonlySet<Permission>,
  preflight?: Pick<Preflight, 'blockers'>,
): string | null {
  const { needs } = ACTIONS[action];
  if (!campaign.allowed_actions.includes(action)) {
    return `Possible while it is ${FROM[action].map((stage) => STAGES[stage].title.toLowerCase()).join(' or ')}`;
  }
  if (!held.has(needs)) return `Your roles do not let you ${permitted(needs)}`;
  const blockers = preflight?.blockers ?? 0;
  if (GATED.has(action) && blockers > 0) {
    return blockers === 1 ? 'One check keeps it from the air' : `${blockers} checks keep it from the air`;
  }
  return null;
}

/** The one next thing, whoever may do it; null where nothing is left. */
export function nextAction(
  { stage, starts_at }: Pick<Campaign, 'stage' | 'starts_at'>,
  now: number = Date.now(),
): CampaignAction | null {
  const isAhead = starts_at !== null && Date.parse(starts_at) > now;
  const next: Record<Stage, CampaignAction | null> = {
    draft: 'submit',
    rejected: 'submit',
    in_review: 'approve',
    approved: isAhead ? 'schedule' : 'go_live',
    scheduled: 'go_live',
    live: 'pause',
    paused: 'resume',
    completed: 'archive',
    archived: null,
  };
  return next[stage];
}
