/** What people are told of a campaign's money, and who was. */

import { Alert } from '@mantine/core';
import { IconBellRinging } from '@tabler/icons-react';
import type { Schemas } from '@/api/types';
import { Ago } from '@/parts/time/When';
import { Money } from '@/parts/words/figures';
import { listFormat } from '@/parts/words/formats';

export type AlertKind = Schemas['AlertKind'];
export type BudgetAlert = Schemas['AlertView'];

export const ALERTS: Record<AlertKind, string> = {
  nearing_limit: 'Most of the budget is spent',
  budget_exhausted: 'The budget is spent',
  over_daily_budget: 'A day cost more than it should',
  pacing_behind: 'It fell behind its plan',
  pacing_ahead: 'It ran ahead of its plan',
};

interface Props {
  alert: BudgetAlert;
  nameOf: (id: string) => string;
}

/** One alert: what it was about, when, and who was told. */
export function AlertSaid({ alert, nameOf }: Props) {
  return (
    <Alert color="amber" variant="light" icon={<IconBellRinging aria-hidden />}>
      {ALERTS[alert.kind]}: <Money amount={alert.spent} currency={alert.currency} /> against{' '}
      <Money amount={alert.measure} currency={alert.currency} />, <Ago at={alert.raised_at} />. {toldTo(alert, nameOf)}
    </Alert>
  );
}

const MOST_NAMED = 3;

/** "Milo Serra and Mara Lind were told." Notifications are not kept for ever: then nothing is said. */
export function toldTo({ told_ids }: Pick<BudgetAlert, 'told_ids'>, nameOf: (id: string) => string): string {
  if (told_ids.length === 0) return '';
  const named = told_ids.slice(0, MOST_NAMED).map(nameOf);
  const rest = told_ids.length - named.length;
  const all = rest > 0 ? [...named, rest === 1 ? 'one other' : `${rest} others`] : named;
  const list = listFormat({ style: 'long', type: 'conjunction' }).format(all);
  return `${list} ${told_ids.length === 1 ? 'was' : 'were'} told.`;
}
