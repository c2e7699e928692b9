import { Text, Tooltip } from '@mantine/core';
import type { Campaign } from '@/api/types';
import { microsOf, shareOf, shownMoney } from '@/parts/money/money';
import { Jump } from '@/parts/page/Jump';
import { Panel } from '@/parts/page/Panel';
import { Count, Money } from '@/parts/words/figures';
import { LinesToCome, NoLines } from './Lines';
import classes from './LiveNow.module.css';
import { type Budget, type Traffic, useLive, useMoney, useTraffic } from './queries';
import { PACE } from './words';

/** What is on air, with the money and the bids of this moment. */
export function LiveNow() {
  const { data, error } = useLive();
  const campaigns = data?.items ?? [];
  const money = useMoney(campaigns);
  const traffic = useTraffic(campaigns.length > 0);
  const lead = data?.next_cursor ? `The ${campaigns.length} largest of those that are live.` : undefined;
  return (
    <Panel title="On air now" lead={lead}>
      {!data && !error ? (
        <LinesToCome />
      ) : campaigns.length === 0 ? (
        <NoLines>{error ? 'What is live cannot be had now.' : 'Nothing is live.'}</NoLines>
      ) : (
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">Campaign</th>
              <th scope="col">Spent, of its plan or its budget</th>
              {traffic.size > 0 && <th scope="col">Impressions in a day</th>}
            </tr>
          </thead>
          <tbody>
            {campaigns.map((campaign) => (
              <tr key={campaign.id}>
                <th scope="row">
                  <Jump to="/campaigns/$campaignId" params={{ campaignId: campaign.id }}>
                    {campaign.name}
                  </Jump>
                </th>
                <td>
                  <Spend campaign={campaign} budget={money.get(campaign.id)} />
                </td>
                {traffic.size > 0 && (
                  <td className={classes.number}>
                    <Bought row={traffic.get(campaign.id)} />
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function Spend({ campaign, budget }: { campaign: Campaign; budget: Budget | undefined }) {
  if (!budget) return <Text size="sm">–</Text>;
  const { currency } = campaign;
  const status = budget.pace ? PACE[budget.pace.status] : null;
  // What is not paced has no period: it is held against the whole budget.
  const pace = budget.pace?.status === 'unpaced' ? null : budget.pace;
  const spent = pace?.confirmed ?? budget.confirmed;
  const whole = pace?.amount ?? budget.budget;
  const held =
    microsOf(budget.in_flight) > 0n && `${shownMoney(budget.in_flight, currency)} is in bids at this moment.`;
  return (
    <Tooltip label={held} disabled={!held}>
      <div>
        <div className={classes.bar} aria-hidden>
          <span style={{ width: percent(shareOf(spent, whole)) }} />
          {pace && <i style={{ left: percent(shareOf(pace.planned, whole)) }} />}
        </div>
        <Text size="xs" mt={4}>
          <b>
            <Money amount={spent} currency={currency} />
          </b>{' '}
          of <Money amount={whole} currency={currency} />
          {status && (
            <span className={classes.status} data-tone={status.tone}>
              {status.title}
            </span>
          )}
        </Text>
      </div>
    </Tooltip>
  );
}

function Bought({ row }: { row: Traffic | undefined }) {
  if (!row) return <Count value={0} />;
  return (
    <>
      <Count value={row.billed_impressions} isShort />
      <Text span size="xs" c="dimmed" display="block">
        of <Count value={row.bids} isShort /> bids
      </Text>
    </>
  );
}

function percent(share: number): string {
  return `${Math.min(100, share * 100)}%`;
}
