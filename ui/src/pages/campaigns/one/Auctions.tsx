import { Button, Group, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Campaign, Schemas } from '@/api/types';
import { useMay } from '@/app/me';
import { Panel } from '@/parts/page/Panel';
import { Trouble } from '@/parts/states/Trouble';
import { When } from '@/parts/time/When';
import { BID, saidCode } from '@/parts/words/codes';
import { Count, Money, Share } from '@/parts/words/figures';
import classes from './Auctions.module.css';
import { useCreatives, useReach, useTrace } from './queries';

const MOST_REASONS = 8;

/** How far it comes in auctions, and what became of one of them. */
export function Auctions({ campaign }: { campaign: Campaign }) {
  const { data, error, isPending, refetch } = useReach(campaign.id, true);
  const traced = data?.items.reduce((sum, row) => sum + row.requests, 0) ?? 0;
  const bid = data?.items.find((row) => row.reason === BID);
  return (
    <Panel
      title="In the auctions"
      lead={
        data &&
        (traced === 0 ? (
          'None of the requests that were looked into in the last seven days reached it.'
        ) : (
          <>
            Of <Count value={traced} /> requests that were looked into in the last seven days it bid on{' '}
            <Share value={bid?.share ?? 0} />.
          </>
        ))
      }
    >
      {isPending && <Skeleton height={60} />}
      {error && !data && <Trouble error={error} onRetry={refetch} />}
      {data && traced > 0 && (
        <dl className={classes.reasons}>
          {data.items.slice(0, MOST_REASONS).map((row) => (
            <div key={row.reason}>
              <dt>{saidCode(row.reason)}</dt>
              <dd>
                <Share value={row.share} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      <Trace campaign={campaign} />
    </Panel>
  );
}

function Trace({ campaign }: { campaign: Campaign }) {
  const [typed, setTyped] = useState('');
  const [asked, setAsked] = useState('');
  const { data, error, isFetching } = useTrace(asked);
  const creatives = useCreatives(campaign.id, useMay('creative:read'));
  const names = new Map(creatives.data?.items.map(({ id, name }) => [id, name]));
  return (
    <Stack gap="sm" mt="md">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(typed.trim());
        }}
      >
        <Group gap="xs" align="flex-end">
          <TextInput
            label="What became of one request"
            placeholder="Its id, as the exchange gave it"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            className={classes.asked}
          />
          <Button type="submit" variant="default" loading={isFetching && asked !== ''} disabled={!typed.trim()}>
            Look it up
          </Button>
        </Group>
      </form>
      {error && asked && <Trouble error={error} />}
      {data?.items.map((trace) => (
        <Found key={`${trace.exchange_id} ${trace.at}`} trace={trace} campaign={campaign} names={names} />
      ))}
    </Stack>
  );
}

interface FoundProps {
  trace: Schemas['TraceView'];
  campaign: Campaign;
  names: ReadonlyMap<string, string>;
}

function Found({ trace, campaign, names }: FoundProps) {
  const far = trace.campaigns[campaign.id];
  const ours = trace.lots.flatMap((lot) =>
    lot.candidates.filter((one) => one.campaign_id === campaign.id).map((one) => ({ ...one, floor: lot.floor })),
  );
  const money = (amount: string) => <Money amount={amount} currency={trace.bid_currency} decimals={4} />;
  return (
    <div className={classes.found}>
      <Group gap="xs">
        <Text size="sm" fw={600}>
          {far === undefined ? 'It did not reach this campaign.' : far === BID ? 'It bid.' : `${saidCode(far)}.`}
        </Text>
        <Text size="xs" c="dimmed" component="div">
          {trace.exchange_id}, <When at={trace.at} zone={campaign.time_zone} />
        </Text>
      </Group>
      {ours.map((one) => (
        <Text key={`${one.creative_id} ${one.bid_id} ${one.floor}`} size="sm">
          {names.get(one.creative_id) ?? 'A creative'}: worth {money(one.price)} a thousand, floor {money(one.floor)},{' '}
          {one.refusal ? saidCode(one.refusal).toLowerCase() : <>bid {money(one.bid)}</>}. Odds of a click{' '}
          <Share value={one.click_probability} />, of a conversion <Share value={one.conversion_probability} />.
        </Text>
      ))}
    </div>
  );
}
