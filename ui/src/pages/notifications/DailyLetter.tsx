import { Button, Loader, NativeSelect, Select, Stack, Switch, Text } from '@mantine/core';
import { useState } from 'react';
import type { Schemas } from '@/api/types';
import { Panel } from '@/parts/page/Panel';
import { ErrorState } from '@/parts/states/ErrorState';
import { showDone } from '@/parts/states/problems';
import { readerZone } from '@/parts/time/When';
import { dateFormat } from '@/parts/words/formats';
import classes from './NotificationsPage.module.css';
import { type Preference, useLetter, usePrefer, usePreference } from './queries';

const HOURS = Array.from({ length: 24 }, (_, hour) => ({
  value: String(hour),
  label: `${String(hour).padStart(2, '0')}:00`,
}));

const LAST: Record<Schemas['DigestState'], string> = {
  claimed: 'is being sent',
  waiting: 'could not be sent yet, and is tried again',
  sent: 'was sent',
  nothing_to_say: 'was not sent: there was nothing to say',
  refused: 'was refused by the mail carrier',
  unknown: 'may or may not have been sent',
};

/** A letter a day of what waits: whether, when, and what it would say now. */
export function DailyLetter() {
  const { data, error, refetch } = usePreference();
  return (
    <Panel
      title="A letter a day"
      lead="By e-mail: reviews that wait for you, live campaigns with problems, what goes out, and what you have not read."
    >
      {error && !data ? <ErrorState error={error} onRetry={refetch} /> : null}
      {data ? <Form held={data} /> : !error && <Loader type="dots" aria-label="Loading" />}
      <Last />
    </Panel>
  );
}

function Form({ held }: { held: Preference }) {
  const [wish, setWish] = useState<Required<Preference>>({
    is_on: held.is_on ?? false,
    hour: held.hour ?? 8,
    time_zone: held.is_on && held.time_zone ? held.time_zone : readerZone(),
  });
  const prefer = usePrefer();
  const save = (next: Required<Preference>) => {
    setWish(next);
    prefer.mutate(next, {
      onSuccess: () =>
        showDone(
          next.is_on
            ? `You are written to at ${HOURS[next.hour]?.label} each day.`
            : 'You are not written to any more.',
        ),
      onError: () => setWish(wish),
    });
  };
  return (
    <Stack gap="sm">
      <Switch
        label="Write to me once a day"
        checked={wish.is_on}
        onChange={(event) => save({ ...wish, is_on: event.currentTarget.checked })}
      />
      {wish.is_on && (
        <>
          <NativeSelect
            label="At"
            description="Not on days when there is nothing to say"
            data={HOURS}
            value={String(wish.hour)}
            onChange={(event) => save({ ...wish, hour: Number(event.currentTarget.value) })}
          />
          <Select
            label="On the clock of"
            searchable
            allowDeselect={false}
            limit={60}
            data={zones(wish.time_zone)}
            value={wish.time_zone}
            onChange={(zone) => zone && save({ ...wish, time_zone: zone })}
            nothingFoundMessage="No such place"
          />
        </>
      )}
    </Stack>
  );
}

function Last() {
  const { data } = useLetter();
  const [isShown, show] = useState(false);
  if (!data) return null;
  return (
    <Stack gap="xs" mt="md">
      {data.last && (
        <Text size="sm" c="dimmed">
          The letter of {dateFormat({ day: 'numeric', month: 'long', timeZone: 'UTC' }).format(new Date(data.last.day))}{' '}
          {LAST[data.last.state]}
          {data.last.why && `: ${data.last.why}`}.
        </Text>
      )}
      <Button
        variant="light"
        size="compact-sm"
        className={classes.show}
        aria-expanded={isShown}
        onClick={() => show(!isShown)}
      >
        {isShown ? 'Hide what it would say' : 'See what it would say now'}
      </Button>
      {isShown && (
        <>
          <Text size="sm" fw={600}>
            {data.subject}
          </Text>
          <iframe title={data.subject} srcDoc={data.html} sandbox="" className={classes.letter} />
        </>
      )}
    </Stack>
  );
}

/** Every time zone; the chosen one also where the browser does not list it. */
function zones(chosen: string): { value: string; label: string }[] {
  const all = new Set(['UTC', ...Intl.supportedValuesOf('timeZone'), chosen]);
  return [...all].map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ').replaceAll('/', ' / ') }));
}
