/** What permissions amount to, said as what one can do. */
import type { Permission } from '@/api/types';

const WHAT: Record<string, string> = {
  campaign: 'campaigns',
  gate: 'the rules before going live',
  creative: 'creatives',
  journey: 'journeys and broadcasts',
  experiment: 'experiments',
  dco: 'dynamic creatives',
  cdp: 'customer data',
  dsp: 'demand-side platforms',
  analytics: 'reports',
  billing: 'invoices',
  profile: 'people',
  privacy: 'data requests',
  user: 'users and keys',
  audit: 'the audit log',
  tenant: 'tenants',
  exchange: 'exchanges',
  system: 'the system',
};
const VERBS: Record<string, string> = {
  read: 'see',
  write: 'change',
  operate: 'pause, resume and end',
  approve: 'approve',
  override: 'override',
};

/** "campaign:write" as "change campaigns". */
export function permitted(permission: Permission): string {
  const [subject = '', verb = ''] = permission.split(':');
  return `${VERBS[verb] ?? verb} ${WHAT[subject] ?? subject}`;
}

/** Everything one can do, a line for each verb: "See campaigns, creatives, reports". */
export function abilities(permissions: readonly Permission[]): { verb: string; what: string[] }[] {
  return Object.entries(VERBS)
    .map(([verb, word]) => ({
      verb: word,
      what: permissions.filter((one) => one.endsWith(`:${verb}`)).map((one) => WHAT[one.split(':')[0] ?? ''] ?? one),
    }))
    .filter(({ what }) => what.length > 0);
}
