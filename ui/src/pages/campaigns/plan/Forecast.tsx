import { Button, Group, NativeSelect, Progress, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Schemas } from '@/api/types';
import { Panel } from '@/parts/page/Panel';
import { Trouble } from '@/parts/states/Trouble';
import { Count, Money, Share } from '@/parts/words/figures';
import classes from './Forecast.module.css';
import { useForecast, useMakeForecast } from './queries';

type Figures = Omit<Schemas['ForecastFigures'], 'spend_between'> & { spend_between: readonly string[] };

const PERIODS = [
  { value: '24', label: 'The last day' },
  { value: '72', label: 'The last three days' },
  { value: '168', label: 'The last week' },
];

/** What it would have got of the requests that were recorded. */
export function Forecast({ campaignId, revision }: { campaignId: string; revision?: number }) {
  const [hours, setHours] = useState('24');
  const make = useMakeForecast(campaignId);
  const { data = make.data } = useForecast(campaignId, make.data?.forecast_id);
  const isUnderWay = data?.state === 'queued' || data?.state === 'running';
  return (
    <Panel title="Forecast" lead="Recorded requests are replayed against what it says now.">
      <Stack gap="sm">
        <Group gap="xs" align="flex-end">
          <NativeSelect
            aria-label="Which requests"
            data={PERIODS}
            value={hours}
            onChange={(event) => setHours(event.currentTarget.value)}
          />
          <Button
            variant="default"
            loading={make.isPending}
            disabled={isUnderWay}
            onClick={() => make.mutate(Number(hours))}
          >
            Forecast
          </Button>
        </Group>
        {isUnderWay && <Progress value={(data?.progress ?? 0) * 100} aria-label="Forecasting" animated />}
        {make.error && <Trouble error={make.error} />}
        {data?.state === 'failed' && <Text size="sm">It could not be made: {data.problem}.</Text>}
        {data?.figures && <Found figures={data.figures} isOld={revision !== undefined && revision > data.revision} />}
      </Stack>
    </Panel>
  );
}

function Found({ figures, isOld }: { figures: Figures; isOld: boolean }) {
  const { wins, wins_between, requests, bids, spend, spend_between, currency, average_cpm } = figures;
  const [least = '0', most = '0'] = spend_between;
  const refusals = Object.entries(figures.refusals)
    .filter(([code]) => code !== 'bid')
    .sort(([, one], [, other]) => other - one)
    .slice(0, 4);
  return (
    <div aria-live="polite">
      <Text size="sm" mb="xs">
        {requests === 0 ? (
          'No request was recorded in that time.'
        ) : (
          <>
            It would have won about{' '}
            <b>
              <Count value={Math.round(wins)} />
            </b>{' '}
            impressions for{' '}
            <b>
              <Money amount={spend} currency={currency} />
            </b>
            , a thousand at <Money amount={average_cpm} currency={currency} />.
          </>
        )}
      </Text>
      {requests > 0 && (
        <dl className={classes.funnel}>
          <Row label="Requests" value={requests} of={requests} />
          <Row label="It would bid on" value={bids} of={requests} />
          <Row label="It would win" value={wins} of={requests} />
        </dl>
      )}
      {requests > 0 && (
        <Text size="xs" c="dimmed">
          95 times in 100 between <Count value={Math.round(wins_between.low)} /> and{' '}
          <Count value={Math.round(wins_between.high)} /> impressions; without regard to the budget, between{' '}
          <Money amount={least} currency={currency} /> and <Money amount={most} currency={currency} />. Caps are not
          replayed.
        </Text>
      )}
      {refusals.length > 0 && (
        <Text size="xs" c="dimmed" mt={6}>
          What turns it away most:{' '}
          {refusals.map(([code, count]) => (
            <span key={code}>
              {code.replaceAll('_', ' ')} (<Share value={count / requests} />){' '}
            </span>
          ))}
        </Text>
      )}
      {isOld && (
        <Text size="xs" c="dimmed" mt={6}>
          It was changed since: forecast again.
        </Text>
      )}
    </div>
  );
}

function Row({ label, value, of }: { label: string; value: number; of: number }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <Count value={Math.round(value)} isShort />
      </dd>
      <div
        className={classes.share}
        style={{ width: `${of === 0 ? 0 : Math.min(1, value / of) * 100}%` }}
        aria-hidden
      />
    </div>
  );
}
