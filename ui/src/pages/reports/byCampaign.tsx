/** The columns of the report by campaign, and what it comes to in a sentence. */

import { Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { changeOf } from '@/parts/courses/comparing';
import { microsOf, shownMoney, shownReturn } from '@/parts/money/money';
import { Jump } from '@/parts/page/Jump';
import type { Column } from '@/parts/table/DataTable';
import { Count, Money } from '@/parts/words/figures';
import { numberFormat } from '@/parts/words/formats';
import classes from './Campaigns.module.css';
import type { Row } from './queries';

export function columnsWith(earlier: ReadonlyMap<string, Row>): readonly Column<Row>[] {
  const money = (amount: string | null, row: Row) => <Money amount={amount} currency={row.currency} />;
  const number = (key: string, title: string, width: string, cell: (row: Row) => ReactNode): Column<Row> => ({
    key,
    title,
    width: `minmax(${width}, 0.8fr)`,
    isNumber: true,
    isExtra: true,
    cell,
  });
  return [
    {
      key: 'name',
      title: 'Campaign',
      width: 'minmax(150px, 2fr)',
      cell: ({ campaign_id, name }) =>
        name ? (
          <Jump
            to="/campaigns/$campaignId"
            params={{ campaignId: campaign_id }}
            search={{ tab: 'results' }}
            tabIndex={-1}
          >
            {name}
          </Jump>
        ) : (
          'A campaign that is gone'
        ),
    },
    {
      ...number('spend', 'Spend', '112px', (row) => (
        <Stack gap={0}>
          {money(row.spend, row)}
          <Change now={row.spend} before={earlier.get(row.campaign_id)?.spend} />
        </Stack>
      )),
      isExtra: false,
      narrow: '120px',
    },
    number('impressions', 'Impressions', '112px', (row) => <Count value={row.billed_impressions} isShort />),
    number('clicks', 'Clicks', '72px', (row) => <Count value={row.clicks} isShort />),
    number('conversions', 'Conversions', '116px', (row) => <Count value={row.conversions} isShort />),
    number('cpm', 'CPM', '108px', (row) => money(row.cpm, row)),
    number('cpc', 'CPC', '84px', (row) => money(row.cpc, row)),
    number('cpa', 'CPA', '96px', (row) => money(row.cpa, row)),
    number('roas', 'ROAS', '72px', (row) => (row.roas === null ? '–' : Number(row.roas).toFixed(2))),
  ];
}

function Change({ now, before }: { now: string; before: string | undefined }) {
  const share = changeOf(microsOf(now), microsOf(before ?? '0'));
  if (share === null) return <span className={classes.change}>new</span>;
  const format = numberFormat({
    style: 'percent',
    maximumFractionDigits: 0,
    signDisplay: 'exceptZero',
  });
  return <span className={classes.change}>{format.format(share)}</span>;
}

/** "Spring sale spent most, €31.40. Night owls brought most for it: €3.10 for each €1 spent." */
export function saidOf(rows: readonly Row[], currency: string): string {
  const [first] = rows;
  if (!first) return '';
  const named = (row: Row) => row.name ?? 'A campaign that is gone';
  const most = `${named(first)} spent most, ${shownMoney(first.spend, currency)}.`;
  const [best] = rows
    .filter(({ roas, conversions }) => roas !== null && conversions > 0)
    .sort((one, other) => Number(other.roas) - Number(one.roas));
  if (!best) return most;
  return `${most} ${best === first ? 'It' : named(best)} brought most for it: ${shownReturn(best.roas ?? '0', currency)}.`;
}
