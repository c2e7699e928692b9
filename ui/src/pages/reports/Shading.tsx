import { Button, Skeleton } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { Schemas } from '@/api/types';
import { compared } from '@/parts/courses/comparing';
import { type CourseReport, SPANS, type Span } from '@/parts/courses/courses';
import { csvName, saveCsv } from '@/parts/courses/csv';
import { amountOf, microsOf, shownMoney } from '@/parts/money/money';
import { Panel } from '@/parts/page/Panel';
import { Trouble } from '@/parts/states/Trouble';
import { Count, Money, Share } from '@/parts/words/figures';
import classes from './Auctions.module.css';
import { type Market, useShading } from './queries';

const ARMS: Record<Schemas['Arm'], string> = {
  shaded: 'Bid below value',
  holdout: 'Left at value, to compare',
  explored: 'Lowered by chance, to learn',
};

/** What bidding below value saved in first-price auctions, and what it cost in wins. */
export function Shading({ report, span }: { report: CourseReport; span: Span }) {
  const { data, error, isPending, refetch } = useShading({ from: report.from_at, to: report.to_at });
  const before = useShading({ from: report.before_from_at, to: report.before_to_at }).data;
  const markets = data?.items ?? [];
  const download = (
    <Button
      variant="default"
      size="compact-sm"
      leftSection={<IconDownload size={16} aria-hidden />}
      disabled={markets.length === 0}
      onClick={() => saveCsv(csvName('shading', SPANS[span].title), HEADER, fileOf(markets))}
    >
      CSV
    </Button>
  );
  return (
    <Panel
      title="Bidding below value"
      aside={download}
      lead={
        data &&
        (markets.length === 0
          ? `No first-price bid was made ${SPANS[span].now}.`
          : said(markets, before?.items ?? [], span))
      }
    >
      {isPending && <Skeleton height={120} />}
      {error && !data && <Trouble error={error} onRetry={refetch} />}
      {markets.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is to be scrolled by keyboard, too
        <section className={classes.scroll} tabIndex={0} aria-label="First-price bids by exchange">
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">Exchange, and how it was bid</th>
                <th scope="col">Bids</th>
                <th scope="col">Won</th>
                <th scope="col">Paid</th>
                <th scope="col">At value</th>
                <th scope="col">Gain a bid</th>
              </tr>
            </thead>
            <tbody>
              {markets.flatMap(({ exchange_id, currency, arms }) =>
                arms.map((one) => (
                  <tr key={`${exchange_id} ${currency} ${one.arm}`}>
                    <th scope="row">
                      {exchange_id}: {ARMS[one.arm]}
                    </th>
                    <td>
                      <Count value={one.bids} />
                    </td>
                    <td>
                      <Share value={one.win_rate} />
                    </td>
                    <td>
                      <Money amount={one.paid} currency={currency} />
                    </td>
                    <td>
                      <Money amount={one.at_value} currency={currency} />
                    </td>
                    <td>
                      <Money amount={one.surplus_per_bid} currency={currency} decimals={6} />
                    </td>
                  </tr>
                )),
              )}
            </tbody>
          </table>
        </section>
      )}
    </Panel>
  );
}

/** "It saved €12.40 in the last 7 days, 10% more than in the 7 days before." Each currency by itself. */
function said(markets: readonly Market[], before: readonly Market[], span: Span): string {
  const [now, then] = [savedOf(markets), savedOf(before)];
  return [...now]
    .map(([currency, saved]) => {
      const earlier = then.get(currency) ?? 0n;
      const against = earlier > 0n && saved > 0n ? `, ${compared(saved, earlier, 'amount')} ${SPANS[span].before}` : '';
      return `It saved ${shownMoney(amountOf(saved), currency)} ${SPANS[span].now}${against}.`;
    })
    .join(' ');
}

function savedOf(markets: readonly Market[]): Map<string, bigint> {
  const saved = new Map<string, bigint>();
  for (const one of markets) saved.set(one.currency, (saved.get(one.currency) ?? 0n) + microsOf(one.saved));
  return saved;
}

const KEPT = ['bids', 'wins', 'win_rate', 'paid', 'at_value', 'surplus_per_bid'] as const;
const HEADER = ['exchange', 'currency', 'how', ...KEPT];

function fileOf(markets: readonly Market[]) {
  return markets.flatMap(({ exchange_id, currency, arms }) =>
    arms.map((one) => [exchange_id, currency, ARMS[one.arm], ...KEPT.map((name) => one[name])]),
  );
}
