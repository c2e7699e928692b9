import type { Campaign } from '@/api/types';
import { Jump } from '@/parts/page/Jump';
import { changed } from '@/parts/table/changed';
import type { Column } from '@/parts/table/DataTable';
import { Lead } from '@/parts/table/Lead';
import { When } from '@/parts/time/When';
import { CHANNELS } from '@/parts/words/channels';
import { Money } from '@/parts/words/figures';
import classes from './columns.module.css';
import { inForce, waitingBriefly, waitingWords } from './inForce';
import { StageMark } from './StageMark';

export const columns: readonly Column<Campaign>[] = [
  {
    key: 'name',
    title: 'Campaign',
    width: 'minmax(160px, 2.4fr)',
    cell: (campaign) => (
      <Lead note={campaign.advertiser_domain}>
        <Jump to="/campaigns/$campaignId" params={{ campaignId: campaign.id }} tabIndex={-1}>
          {campaign.name}
        </Jump>
      </Lead>
    ),
  },
  {
    key: 'stage',
    title: 'Stage',
    width: 'minmax(116px, 1.2fr)',
    narrow: '116px',
    cell: (campaign) => (
      <>
        <StageMark stage={campaign.stage} />
        {campaign.note && (
          <span className={classes.below} title={campaign.note}>
            {campaign.note}
          </span>
        )}
      </>
    ),
  },
  {
    key: 'channel',
    title: 'Channel',
    width: 'minmax(90px, 0.8fr)',
    isExtra: true,
    cell: ({ channel }) => CHANNELS[channel],
  },
  {
    key: 'budget',
    title: 'Budget',
    width: 'minmax(112px, 1.2fr)',
    isNumber: true,
    isExtra: true,
    cell: (campaign) => {
      const { budget, daily_budget, currency } = inForce(campaign);
      return (
        <>
          <Money amount={budget} currency={currency} />
          {daily_budget && (
            <span className={classes.below}>
              <Money amount={daily_budget} currency={currency} /> a day
            </span>
          )}
          {campaign.in_force && (
            <span className={classes.below} title={waitingWords(campaign) ?? undefined}>
              {waitingBriefly(campaign)}
            </span>
          )}
        </>
      );
    },
  },
  {
    key: 'starts',
    title: 'Starts',
    width: 'minmax(178px, 1.1fr)',
    isExtra: true,
    cell: ({ flight, went_live_at, stage, time_zone }) => (
      <>
        {!flight.starts_at && went_live_at && stage === 'live' && 'Since '}
        <When at={flight.starts_at ?? went_live_at} zone={time_zone} none="When it goes live" />
      </>
    ),
  },
  {
    key: 'ends',
    title: 'Ends',
    width: 'minmax(178px, 1.1fr)',
    isExtra: true,
    cell: ({ flight, time_zone }) => <When at={flight.ends_at} zone={time_zone} none="Open" />,
  },
  changed('minmax(110px, 0.8fr)'),
];
