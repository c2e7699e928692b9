import { Anchor, Button, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '@/app/me';
import { Jump } from '@/parts/page/Jump';
import { Panel } from '@/parts/page/Panel';
import { sentence } from '@/parts/states/problems';
import { cityOf, readerZone } from '@/parts/time/When';
import { channelOf } from '@/parts/words/channels';
import type { Shown } from './address';
import { isMild, type Known, type Meeting, meetingWords } from './conflicts';
import { dayOf, lastDayOf, said } from './days';
import type { Entry } from './entries';
import type { Blackout } from './queries';
import classes from './Side.module.css';
import { CONFLICTS, spanWords } from './words';

const SHOWN_AT_FIRST = 6;
const MOST_NAMED = 4;

interface ConflictsProps {
  meetings: readonly Meeting[];
  known: Known;
}

/** What gets in each other's way, as sentences with what to do. Nothing is stopped by it: people decide. */
export function Conflicts({ meetings, known }: ConflictsProps) {
  const [isWhole, setWhole] = useState(false);
  const lead =
    meetings.length === 0
      ? 'Nothing gets in each other’s way.'
      : `${meetings.length === 1 ? 'One thing meets' : `${meetings.length} things meet`} that may not be meant to. Nothing is stopped by it: you decide.`;
  const shown = isWhole ? meetings : meetings.slice(0, SHOWN_AT_FIRST);
  return (
    <Panel title="Conflicts" lead={lead}>
      <MeetingList meetings={shown} known={known} isLed />
      {meetings.length > SHOWN_AT_FIRST && (
        <Button variant="subtle" size="compact-sm" mt="xs" onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'Show fewer' : `Show all ${meetings.length}`}
        </Button>
      )}
    </Panel>
  );
}

/** Names lead to what they are of, where that is not what is looked at. */
export function MeetingList({ meetings, known, isLed = false }: ConflictsProps & { isLed?: boolean }) {
  return (
    <ul className={classes.list}>
      {meetings.map((meeting) => (
        <li key={meeting.key} className={classes.conflict} data-mild={isMild(meeting) || undefined}>
          <Text size="sm" fw={600}>
            {CONFLICTS[meeting.kind]}
          </Text>
          <Text size="sm" component="div">
            <Names entries={meeting.entries} isLed={isLed} /> {meetingWords(meeting, known)}
          </Text>
          <Text size="xs" c="dimmed" mt={2}>
            {daysWords(meeting)}. {meeting.remedy}
          </Text>
        </li>
      ))}
    </ul>
  );
}

function Names({ entries, isLed }: { entries: readonly Entry[]; isLed: boolean }) {
  const named = entries.slice(0, MOST_NAMED);
  const others = entries.length - named.length;
  return named.map((entry, at) => (
    <span key={entry.id}>
      {at > 0 && (at === named.length - 1 && others === 0 ? ' and ' : ', ')}
      {isLed ? (
        <Anchor
          component={Link}
          to="/calendar"
          search={((before: Shown) => ({ ...before, open: entry.id })) as never}
          inherit
          underline="always"
        >
          {entry.name}
        </Anchor>
      ) : (
        <b>{entry.name}</b>
      )}
      {at === named.length - 1 && others > 0 && ` and ${others} more`}
    </span>
  ));
}

function daysWords({ from_at, to_at }: Meeting): string {
  return sentence(spanWords({ first: dayOf(from_at), last: lastDayOf(to_at) }));
}

/** Journeys: they have no days. */
export function AlwaysOn({ entries, onOpen }: { entries: readonly Entry[]; onOpen: (entry: Entry) => void }) {
  if (entries.length === 0) return null;
  return (
    <Panel title="Always on" lead="Journeys run for as long as they are active.">
      <ul className={classes.chips}>
        {entries.map((entry) => (
          <li key={entry.id}>
            <Button size="compact-sm" variant="default" className={classes.chip} onClick={() => onOpen(entry)}>
              {entry.name}
            </Button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

export function KeptFree({ blackouts }: { blackouts: readonly Blackout[] }) {
  const mayWrite = useMay('campaign:write');
  return (
    <Panel
      title="Days kept free"
      lead={blackouts.length === 0 && 'None of these days is kept free.'}
      aside={
        <Anchor component={Link} to="/calendar/free-days" size="sm">
          {mayWrite ? 'Keep days free' : 'All of them'}
        </Anchor>
      }
    >
      <Stack gap="xs">
        {blackouts.map(({ id, name, first_day, last_day, channels = [], time_zone = 'UTC' }) => (
          <Text key={id} size="sm">
            <b>{name}</b>,{' '}
            {first_day === last_day
              ? said(first_day, 'short')
              : `${said(first_day, 'short')} to ${said(last_day, 'short')}`}
            , {channels.length === 0 ? 'every channel' : channels.map((one) => channelOf(one)).join(', ')}
            {time_zone !== readerZone() && `, by the clock of ${cityOf(time_zone)}`}
          </Text>
        ))}
      </Stack>
    </Panel>
  );
}

/** To the page of what is meant; a launch goes on where it was left. */
export function EntryLink({ entry }: { entry: Entry }) {
  if (entry.kind === 'launch') {
    return (
      <Jump to="/campaigns/new" search={{ launch: entry.id }}>
        Go on writing it
      </Jump>
    );
  }
  if (entry.kind === 'broadcast') {
    return (
      <Jump to="/broadcasts/$broadcastId" params={{ broadcastId: entry.id }}>
        Open the broadcast
      </Jump>
    );
  }
  if (entry.kind === 'journey') {
    return (
      <Jump to="/journeys/$journeyId" params={{ journeyId: entry.id }}>
        Open the journey
      </Jump>
    );
  }
  return (
    <Jump to="/campaigns/$campaignId" params={{ campaignId: entry.id }}>
      Open the campaign
    </Jump>
  );
}
