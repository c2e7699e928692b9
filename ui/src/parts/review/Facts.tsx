import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Campaign } from '@/api/types';
import { cityOf, When } from '@/parts/time/When';
import { CHANNELS } from '@/parts/words/channels';
import { Money } from '@/parts/words/figures';
import { audienceLines, capsText } from './audience';
import classes from './Facts.module.css';
import { useObjective } from './objective';
import { GOALS, PACINGS } from './words';

interface Fact {
  label: string;
  value: ReactNode;
}

function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className={classes.facts}>
      {facts.map(({ label, value }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Brief({ campaign }: { campaign: Campaign }) {
  const { name, channel, advertiser_domain, categories } = campaign;
  const objective = useObjective(campaign.id);
  return (
    <>
      {objective && (
        <Text size="sm" mb="sm" className={classes.objective}>
          {objective}
        </Text>
      )}
      <Facts
        facts={[
          { label: 'Name', value: name },
          { label: 'Channel', value: CHANNELS[channel] },
          { label: 'Advertiser', value: advertiser_domain },
          { label: 'Categories', value: categories.join(', ') || 'None' },
        ]}
      />
    </>
  );
}

export function Audience({ campaign }: { campaign: Campaign }) {
  const lines = audienceLines(campaign.targeting);
  const caps = capsText(campaign.caps);
  return (
    <>
      {lines.length === 0 && (
        <Text size="sm" mb="sm">
          Everybody, everywhere: nothing narrows it.
        </Text>
      )}
      <Facts
        facts={[
          ...lines.map(({ label, text }) => ({ label, value: text })),
          { label: 'At most, for one person', value: caps || 'As often as it comes' },
        ]}
      />
    </>
  );
}

export function Cost({ campaign }: { campaign: Campaign }) {
  const { budget, daily_budget, currency, pacing, pricing } = campaign;
  const money = (amount: string | null, decimals?: number) => (
    <Money amount={amount} currency={currency} decimals={decimals} none="No limit of its own" />
  );
  const isReach = pricing.goal === 'reach';
  return (
    <Facts
      facts={[
        { label: 'Total', value: <b>{money(budget)}</b> },
        { label: 'At most a day', value: money(daily_budget) },
        { label: 'Buys', value: GOALS[pricing.goal] },
        isReach
          ? { label: 'Usual price of a thousand', value: money(pricing.base_cpm, 4) }
          : { label: 'Worth of one', value: money(pricing.goal_value, 4) },
        { label: 'Highest price of a thousand', value: money(pricing.max_cpm, 4) },
        { label: 'Spread', value: PACINGS[pacing] },
      ]}
    />
  );
}

export function Dates({ campaign }: { campaign: Campaign }) {
  const { starts_at, ends_at, time_zone, went_live_at } = campaign;
  return (
    <Facts
      facts={[
        { label: 'Start', value: <When at={starts_at ?? went_live_at} zone={time_zone} none="When it goes live" /> },
        { label: 'End', value: <When at={ends_at} zone={time_zone} none="Until somebody ends it" /> },
        { label: 'Its days are those of', value: cityOf(time_zone) },
      ]}
    />
  );
}
