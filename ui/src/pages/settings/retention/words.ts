import { numberFormat } from '@/parts/words/formats';
import type { Run } from './queries';

export const KEPT: Record<string, string> = {
  consents: 'Consents',
  suppressions: 'Suppression list',
  sale_opt_outs: 'Opt-outs of sale and sharing',
  audit_log: 'Audit log',
  money: 'Money',
};

/** "90 days", with a year said as one. */
export function lasting(days: number): string {
  const whole = days === 1 ? 'One day' : `${numberFormat({}).format(days)} days`;
  if (days % 365 === 0) return days === 365 ? 'A year' : `${days / 365} years`;
  return whole;
}

export function lastOf(runs: readonly Run[], kind: string): Run | undefined {
  return runs.find((run) => run.kind === kind);
}
