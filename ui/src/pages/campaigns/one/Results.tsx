import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Campaign, Schemas } from '@/api/types';
import { shownReturn } from '@/parts/money/money';
import { Panel } from '@/parts/page/Panel';
import { Trouble } from '@/parts/states/Trouble';
import { Count, Money, Share } from '@/parts/words/figures';
import { useResults } from './queries';
import classes from './Spend.module.css';

type Row = Schemas['CampaignRow'];

/** What came of the money, as analytics has it. */
export function Results({ campaign }: { campaign: Campaign }) {
  const { data, error, isPending, refetch } = useResults(campaign.id, true);
  return (
    <Panel title="Results" lead={data !== undefined && <Lead row={data} />}>
      {isPending && <Skeleton height={60} />}
      {error && data === undefined && <Trouble error={error} onRetry={refetch} />}
      {data && <Figures row={data} />}
    </Panel>
  );
}

function Lead({ row }: { row: Row | null }) {
  if (!row || row.billed_impressions === 0) return 'Nobody has seen it yet.';
  return (
    <>
      It was seen <Count value={row.billed_impressions} /> times, which brought <Count value={row.clicks} />{' '}
      {row.clicks === 1 ? 'click' : 'clicks'} and <Count value={row.conversions} />{' '}
      {row.conversions === 1 ? 'conversion' : 'conversions'} for <Money amount={row.spend} currency={row.currency} />.
    </>
  );
}

function Figures({ row }: { row: Row }) {
  const money = (amount: string | null) => <Money amount={amount} currency={row.currency} />;
  const figures: [string, ReactNode][] = [
    ['Bids', <Count key="bids" value={row.bids} isShort />],
    ['Won', <Count key="wins" value={row.wins} isShort />],
    ['A thousand impressions', money(row.cpm)],
    ['A click', money(row.cpc)],
    ['A conversion', money(row.cpa)],
    ['Worth of its conversions', money(row.conversion_value)],
    ['Return on ad spend', row.roas === null ? '–' : shownReturn(row.roas, row.currency)],
    [
      'Gain on what was spent',
      row.roi_percent === null ? '–' : <Share key="roi" value={Number(row.roi_percent) / 100} />,
    ],
  ];
  return (
    <dl className={classes.figures}>
      {figures.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
