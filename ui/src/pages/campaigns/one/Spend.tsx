import { Group, Stack, Text } from '@mantine/core';
import type { Budget, Campaign, Schemas } from '@/api/types';
import { AlertSaid } from '@/parts/money/alerts';
import { shareOf } from '@/parts/money/money';
import { plannedShare, SpendBar } from '@/parts/money/SpendBar';
import { Jump } from '@/parts/page/Jump';
import { Panel } from '@/parts/page/Panel';
import { useNames } from '@/parts/persons/colleagues';
import { Trouble } from '@/parts/states/Trouble';
import { Ago, When } from '@/parts/time/When';
import { Money, Share } from '@/parts/words/figures';
import { useAlerts, useBudget } from './queries';
import classes from './Spend.module.css';

const STANDING: Record<Schemas['PacingStatus'], string> = {
  unpaced: 'It spends whenever there is something to buy.',
  not_started: 'Its period has not begun.',
  on_plan: 'It is on plan.',
  behind: 'It is behind its plan.',
  ahead: 'It is ahead of its plan.',
};
const MOST_ALERTS = 3;

/** What it has spent of what it may, against its plan. */
export function Spend({ campaign }: { campaign: Campaign }) {
  const { data, error, refetch } = useBudget(campaign);
  const { data: alerts = [] } = useAlerts(campaign.id);
  const shown = alerts.slice(0, MOST_ALERTS);
  const nameOf = useNames(shown.flatMap(({ told_ids }) => told_ids));
  const ledger = (
    <Text size="sm" component="span">
      <Jump to="/budgets/$campaignId" params={{ campaignId: campaign.id }}>
        Every bill
      </Jump>
    </Text>
  );
  if (error && !data) {
    return (
      <Panel title="Spend">
        <Trouble error={error} onRetry={refetch} />
      </Panel>
    );
  }
  return (
    <Panel title="Spend" aside={ledger} lead={data && <Lead money={data} />}>
      {data && (
        <Stack gap="md">
          <Bar money={data} />
          <dl className={classes.figures}>
            <Figure label="Spent" amount={data.confirmed} money={data} />
            <Figure label="Held by bids under way" amount={data.in_flight} money={data} />
            <Figure label="Still to spend" amount={data.available} money={data} />
            {Number(data.disputed) > 0 && <Figure label="Billed, but disputed" amount={data.disputed} money={data} />}
            {data.today && (
              <div>
                <dt>Today</dt>
                <dd>
                  <Money amount={data.today.confirmed} currency={data.currency} />
                  {data.today.budget && (
                    <Text span size="sm" c="dimmed">
                      {' '}
                      of <Money amount={data.today.budget} currency={data.currency} />
                    </Text>
                  )}
                </dd>
              </div>
            )}
          </dl>
          {shown.map((alert) => (
            <AlertSaid key={`${alert.kind} ${alert.occasion}`} alert={alert} nameOf={nameOf} />
          ))}
        </Stack>
      )}
    </Panel>
  );
}

function Lead({ money }: { money: Budget }) {
  const { pace, currency } = money;
  if (money.exhausted_at) {
    return (
      <>
        All of its <Money amount={money.budget} currency={currency} /> is spent, since <Ago at={money.exhausted_at} />.
      </>
    );
  }
  if (!pace) {
    return (
      <>
        Nothing is spent yet of <Money amount={money.budget} currency={currency} />.
      </>
    );
  }
  if (pace.mode === 'asap' || pace.status === 'unpaced') {
    return (
      <>
        <Share value={shareOf(money.confirmed, money.budget)} /> of its budget is spent. {STANDING[pace.status]}
      </>
    );
  }
  return (
    <>
      {STANDING[pace.status]} <Money amount={pace.confirmed} currency={currency} /> is spent where{' '}
      <Money amount={pace.planned} currency={currency} /> was planned by now, of{' '}
      <Money amount={pace.amount} currency={currency} /> until{' '}
      <When at={pace.ends_at} zone={pace.time_zone} none="it ends" />. It takes part in <Share value={pace.share} /> of
      what it could buy.
    </>
  );
}

function Bar({ money }: { money: Budget }) {
  return (
    <div>
      <SpendBar money={money} />
      <Group justify="space-between" mt={6} className={classes.ends}>
        <span>
          <Share value={shareOf(money.confirmed, money.budget)} /> spent
          {plannedShare(money) !== null && ', planned at the mark'}
        </span>
        <Money amount={money.budget} currency={money.currency} />
      </Group>
    </div>
  );
}

function Figure({ label, amount, money }: { label: string; amount: string; money: Budget }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <Money amount={amount} currency={money.currency} />
      </dd>
    </div>
  );
}
