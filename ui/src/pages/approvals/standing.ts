/** Whether somebody may decide in a review, and what keeps them from it: the API's own rules, said before they are run into. */
import type { Me, Schemas } from '@/api/types';
import { listed, OUTCOMES, people, ROLES, type Role } from '@/parts/review/words';

export type Review = Schemas['ReviewView'];

const COUNTS_AS: Record<string, Role> = {
  admin: 'manager',
  manager: 'manager',
  director: 'director',
  compliance: 'compliance',
  creative: 'creative',
  legal: 'legal',
};

/** In which roles somebody's word counts. */
export function rolesOf(me: Pick<Me, 'roles' | 'grants'>): ReadonlySet<Role> {
  return new Set([...me.roles, ...me.grants].flatMap((held) => COUNTS_AS[held] ?? []));
}

/** Why `me` cannot decide; null for whoever can. */
export function hindrance(review: Review, me: Me): string | null {
  if (review.outcome !== 'pending') return `This review is over: ${OUTCOMES[review.outcome].toLowerCase()}.`;
  if (!me.permissions.includes('campaign:approve')) {
    return 'Your roles do not let you approve. An administrator can give you a role or an approver’s grant that does.';
  }
  const own = review.decisions.find((one) => one.approver_id === me.user_id);
  if (own) return `You have decided already. ${missing(review)}`;
  if (review.submitter_ids.includes(me.user_id)) {
    return 'You submitted or wrote this, so somebody else decides on it.';
  }
  const held = rolesOf(me);
  if (!review.requirements.some(({ role }) => held.has(role))) {
    const asked = listed(review.requirements.map(({ role, needed }) => people(role, needed)));
    const grants = listed(review.requirements.map(({ role }) => ROLES[role].one));
    return `This review asks for ${asked}. Your word counts once an administrator has made you ${grants}.`;
  }
  return null;
}

/** "Still missing: 1 director." */
export function missing(review: Pick<Review, 'requirements'>): string {
  const open = review.requirements.filter(({ given, needed }) => given < needed);
  if (open.length === 0) return 'Nobody else is asked.';
  return `Still missing: ${listed(open.map(({ role, given, needed }) => people(role, needed - given)))}.`;
}
