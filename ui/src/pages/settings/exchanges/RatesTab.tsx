import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '@/app/me';
import { Facts } from '@/parts/page/Facts';
import { Panel } from '@/parts/page/Panel';
import { ErrorState } from '@/parts/states/ErrorState';
import { dateFormat } from '@/parts/words/formats';
import { Health } from '../Health';
import { LinesLoading } from '../Lines';
import { type Rates, useRates, useRatesBefore } from './queries';
import { RatesForm } from './RatesForm';
import classes from './RatesTab.module.css';
import { currencyName } from './words';

/** What one US dollar buys, since when, and by whose word; and the tables before. */
export function RatesTab() {
  const mayWrite = useMay('system:write');
  const mayLookBack = useMay('system:read');
  const { data, error, refetch } = useRates();
  const before = useRatesBefore(mayLookBack).data ?? [];
  const [isPutting, setPutting] = useState(false);
  if (error && !data) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <LinesLoading />;
  const currencies = Object.entries(data.per_usd).filter(([currency]) => currency !== 'USD');
  return (
    <Stack gap="lg" pb="xl">
      <Panel
        title="What one US dollar buys"
        lead={<Health standing={data.stale ? 'weak' : 'good'}>{rateSentence(data)}</Health>}
        aside={
          mayWrite && (
            <Button variant="default" onClick={() => setPutting(true)}>
              New rates
            </Button>
          )
        }
      >
        <dl className={classes.rates}>
          {currencies.map(([currency, rate]) => (
            <div key={currency} className={classes.rate}>
              <dt>
                {currency}
                <Text span size="xs" c="dimmed" display="block">
                  {currencyName(currency)}
                </Text>
              </dt>
              <dd>{rate}</dd>
            </div>
          ))}
        </dl>
      </Panel>
      {before.length > 0 && (
        <Panel title="Tables before" lead="What is past was reckoned by these, and stays so.">
          <Facts facts={before.map((table) => [dayOf(table.day), `${table.source}: ${known(table)}`])} />
        </Panel>
      )}
      <Modal
        opened={isPutting}
        onClose={() => setPutting(false)}
        title="New rates"
        size="lg"
        closeOnClickOutside={false}
      >
        <RatesForm current={data} onDone={() => setPutting(false)} />
      </Modal>
      {!mayWrite && (
        <Group>
          <Text size="sm" c="dimmed">
            Only administrators of the platform bring new rates into force.
          </Text>
        </Group>
      )}
    </Stack>
  );
}

function rateSentence({ revision, day, age_days, stale, source }: Rates): string {
  const old = age_days === 1 ? 'a day old' : `${age_days} days old`;
  if (revision === 0) return `The indicative rates of ${dayOf(day)} that we ship: bring your own into force.`;
  return `Of ${dayOf(day)}, ${source}${age_days > 0 ? `; ${old}` : ''}${stale ? ': too old to go by, so bring new ones' : ''}.`;
}

function known({ per_usd }: Rates): string {
  const count = Object.keys(per_usd).length;
  return count === 1 ? 'one currency' : `${count} currencies`;
}

function dayOf(day: string): string {
  return dateFormat({ dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(day));
}
