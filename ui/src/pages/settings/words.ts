/** What roles, grants and checks are called. */
import type { Role, Schemas } from '@/api/types';

export type Grant = Schemas['ApproverGrant'];

/** Each role may do what those before it may. */
export const ROLES: Record<Role, { title: string; can: string }> = {
  viewer: { title: 'Viewer', can: 'Sees campaigns, creatives and reports' },
  analyst: { title: 'Analyst', can: 'Sees journeys, experiments and platforms too' },
  operator: { title: 'Operator', can: 'Pauses and resumes what runs, and sees people' },
  manager: { title: 'Manager', can: 'Makes campaigns, journeys and content, and approves' },
  admin: { title: 'Administrator', can: 'Does everything, and decides who may do what' },
};

export const GRANTS: Record<Grant, { title: string; can: string }> = {
  director: { title: 'Director', can: 'Approves for the direction, and may override checks' },
  compliance: { title: 'Compliance', can: 'Approves for compliance, and may override checks' },
  creative: { title: 'Creative', can: 'Approves creatives' },
  legal: { title: 'Legal', can: 'Approves legal matters' },
};

/** "Manager, Legal" */
export function rolesOf({ roles, grants }: { roles: readonly Role[]; grants: readonly Grant[] }): string {
  return [...roles.map((role) => ROLES[role].title), ...grants.map((grant) => GRANTS[grant].title)].join(', ');
}
