import type { ReactNode } from 'react';
import type { Budget, Campaign } from '@/api/types';
import { microsOf, shareOf } from '@/parts/money/money';
import { plannedShare, SpendBar } from '@/parts/money/SpendBar';
import { Panel } from '@/parts/page/Panel';
import { When } from '@/parts/time/When';
import { Money, Share } from '@/parts/words/figures';
import { told } from '@/parts/words/values';
import classes from './Standing.module.css';

/** What is spent and planned, in a sentence and then in numbers. */
export function Standing({ campaign, money }: { campaign: Campaign; money: Budget }) {
  const { currency, pace, today } = money;
  const planned = plannedShare(money);
  const shown = (amount: string) => <Money amount={amount} currency={currency} />;
  const figures: [string, ReactNode][] = [
    ['Held by bids under way', shown(money.in_flight)],
    ['Still to spend', shown(money.available)],
  ];
  if (today) {
    const of = today.budget && <> of {shown(today.budget)}</>;
    figures.push([
      `Today, ${told(today.date)}`,
      <>
        {shown(today.confirmed)}
        {of}
      </>,
    ]);
  }
  if (pace && pace.status !== 'unpaced') {
    figures.push(
      ['Planned by now', shown(pace.planned)],
      ['Takes part in auctions', <Share key="share" value={pace.share} />],
    );
  }
  if (microsOf(money.disputed) > 0n) figures.push(['Billed, but disputed', shown(money.disputed)]);
  return (
    <Panel
      title="How it stands"
      lead={
        <>
          {shown(money.confirmed)} is spent of {shown(money.budget)},{' '}
          <Share value={shareOf(money.confirmed, money.budget)} />
          {planned !== null && pace && (
            <>
              ; by now {shown(pace.planned)} were planned, <Share value={planned} />, at the mark
            </>
          )}
          .{' '}
          {money.exhausted_at && (
            <>
              It is used up since <When at={money.exhausted_at} zone={campaign.time_zone} />.
            </>
          )}
        </>
      }
    >
      <SpendBar money={money} />
      <dl className={classes.figures}>
        {figures.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
