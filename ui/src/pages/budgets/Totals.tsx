import { shareOf } from '@/parts/money/money';
import { Money, Share } from '@/parts/words/figures';
import { grouped } from '@/parts/words/formats';
import type { Together } from './queries';
import classes from './Totals.module.css';

/** What all of them come to, each currency by itself. */
export function Totals({ together }: { together: readonly Together[] }) {
  if (together.length === 0) return null;
  return (
    <section className={classes.totals} aria-label="All of them together">
      {together.map(({ currency, campaigns, confirmed, budget, today }) => (
        <div key={currency} className={classes.total}>
          <div className={classes.of}>
            {campaigns === 1 ? 'One campaign' : `${grouped(campaigns)} campaigns`} in {currency}
          </div>
          <div className={classes.figures}>
            <span>
              <b>
                <Money amount={confirmed} currency={currency} />
              </b>{' '}
              of <Money amount={budget} currency={currency} />, <Share value={shareOf(confirmed, budget)} />
            </span>
            <span>
              <b>
                <Money amount={today} currency={currency} />
              </b>{' '}
              today
            </span>
          </div>
        </div>
      ))}
    </section>
  );
}
