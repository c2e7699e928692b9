import { ActionIcon, Button, Group, Popover, Skeleton, Stack, Text } from '@mantine/core';
import { IconCalendarOff, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useMay } from '@/app/me';
import { Jump } from '@/parts/page/Jump';
import { PageHeader } from '@/parts/page/PageHeader';
import { Panel } from '@/parts/page/Panel';
import { useNames } from '@/parts/persons/colleagues';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import { showDone } from '@/parts/states/problems';
import { cityOf } from '@/parts/time/When';
import { channelOf } from '@/parts/words/channels';
import { useGiveBack } from '../changes';
import { said, today } from '../days';
import { type Blackout, useBlackouts } from '../queries';
import classes from './FreeDaysPage.module.css';
import { KeepFree } from './KeepFree';

/** Days on which nothing is to go out: said here, and held against everything in the calendar. */
export default function FreeDaysPage() {
  const mayWrite = useMay('campaign:write');
  const { data, error, isPending, refetch } = useBlackouts();
  const nameOf = useNames(data?.map(({ created_by }) => created_by) ?? []);
  const now = today();
  const ahead = data?.filter(({ last_day }) => last_day >= now) ?? [];
  const over = data?.filter(({ last_day }) => last_day < now).reverse() ?? [];
  return (
    <>
      <PageHeader
        title="Days kept free"
        above={
          <Text size="sm" c="dimmed">
            <Jump to="/calendar">Calendar</Jump>
          </Text>
        }
      >
        Whatever runs on them is a conflict in the calendar. Nothing is stopped by it: people decide.
      </PageHeader>
      {error && !data ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : (
        <div className={classes.columns}>
          <Stack>
            {isPending && <Skeleton height={120} radius="lg" role="status" aria-label="Loading" />}
            {data?.length === 0 && (
              <EmptyState icon={IconCalendarOff} title="No day is kept free">
                Holidays, fairs, a freeze: name the days, and everybody who plans something on them hears of it.
              </EmptyState>
            )}
            {ahead.length > 0 && (
              <Panel title="Ahead">
                <List blackouts={ahead} nameOf={nameOf} mayWrite={mayWrite} />
              </Panel>
            )}
            {over.length > 0 && (
              <Panel title="Over">
                <List blackouts={over} nameOf={nameOf} mayWrite={mayWrite} />
              </Panel>
            )}
          </Stack>
          {mayWrite && <KeepFree />}
        </div>
      )}
    </>
  );
}

interface ListProps {
  blackouts: readonly Blackout[];
  nameOf: (id: string) => string;
  mayWrite: boolean;
}

function List({ blackouts, nameOf, mayWrite }: ListProps) {
  return (
    <ul className={classes.list}>
      {blackouts.map((one) => (
        <li key={one.id} className={classes.one}>
          <div>
            <Text fw={600} size="sm">
              {one.name}
            </Text>
            <Text size="sm">
              {said(one.first_day, 'long')} {one.first_day.slice(0, 4)}
              {one.last_day !== one.first_day && ` to ${said(one.last_day, 'long')} ${one.last_day.slice(0, 4)}`}, by
              the clock of {cityOf(one.time_zone ?? 'UTC')}
            </Text>
            <Text size="sm" c="dimmed">
              {one.channels?.length ? one.channels.map((channel) => channelOf(channel)).join(', ') : 'Every channel'},
              as named by {nameOf(one.created_by)}
            </Text>
          </div>
          {mayWrite && <GiveBack blackout={one} />}
        </li>
      ))}
    </ul>
  );
}

function GiveBack({ blackout: { id, name } }: { blackout: Blackout }) {
  const [isAsked, setAsked] = useState(false);
  const giveBack = useGiveBack();
  const remove = () => giveBack.mutate(id, { onSuccess: () => showDone(`${name} is kept free no more.`) });
  return (
    <Popover opened={isAsked} onChange={setAsked} position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Give ${name} back`} onClick={() => setAsked(!isAsked)}>
          <IconTrash size={18} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={`Give ${name} back?`}>
        <Stack gap="xs" maw={240}>
          <Text size="sm">Nobody hears any more that {name} is kept free.</Text>
          <Group gap="xs">
            <Button size="compact-sm" loading={giveBack.isPending} onClick={remove}>
              Give it back
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => setAsked(false)}>
              Cancel
            </Button>
          </Group>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
