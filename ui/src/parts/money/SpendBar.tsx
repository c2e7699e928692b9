import type { Budget } from '@/api/types';
import { shareOf } from './money';
import classes from './SpendBar.module.css';

/** Where the plan stands within the whole budget by now; null where none is made of the whole. */
export function plannedShare({ pace, today, budget }: Budget): number | null {
  const isOfWhole = pace && pace.mode !== 'asap' && pace.status !== 'unpaced' && !today?.budget;
  return isOfWhole ? shareOf(pace.planned, budget) : null;
}

/** What is spent of a budget, what bids hold beside it, and at a mark where the plan is. */
export function SpendBar({ money, isThin = false }: { money: Budget; isThin?: boolean }) {
  const spent = shareOf(money.confirmed, money.budget);
  const held = shareOf(money.in_flight, money.budget);
  const planned = plannedShare(money);
  const percent = (share: number) => `${Math.min(1, share) * 100}%`;
  return (
    <div
      role="progressbar"
      aria-label="Spent of the budget"
      aria-valuenow={Math.round(Math.min(1, spent) * 100)}
      aria-valuemin={0}
      aria-valuemax={100}
      className={classes.bar}
      data-thin={isThin || undefined}
    >
      <div className={classes.spent} style={{ width: percent(spent) }} />
      <div className={classes.held} style={{ left: percent(spent), width: percent(Math.min(held, 1 - spent)) }} />
      {planned !== null && <div className={classes.planned} style={{ left: percent(planned) }} />}
    </div>
  );
}
