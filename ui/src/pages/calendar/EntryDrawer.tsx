import { Button, Divider, Drawer, Group, Stack, Text } from '@mantine/core';
import { IconArrowsMove } from '@tabler/icons-react';
import { useState } from 'react';
import { useHeld } from '@/app/me';
import { Facts } from '@/parts/page/Facts';
import { sentence } from '@/parts/states/problems';
import { cityOf, When } from '@/parts/time/When';
import { WhenInput } from '@/parts/time/WhenInput';
import { channelOf } from '@/parts/words/channels';
import { Listening, useHeldBack } from '@/parts/writing/heldBack';
import type { Known, Meeting } from './conflicts';
import { type Entry, isAlways } from './entries';
import { beginningOf, type Dates, isBegun, whyNoOtherDates, whyNotMoved, whyNotThen } from './legal';
import { EntryLink, MeetingList } from './Side';
import { KINDS, stageWords } from './words';

interface Props {
  entry: Entry;
  meetings: readonly Meeting[];
  known: Known;
  /** Left out where there is nothing to move it over. */
  onPickUp?: () => void;
  onDates: (dates: Dates) => void;
  onClose: () => void;
}

/** One thing of the calendar: when, what gets in its way, and how to move it. */
export function EntryDrawer({ entry, meetings, known, onPickUp, onDates, onClose }: Props) {
  const held = useHeld();
  const why = whyNotMoved(entry, held);
  const mine = meetings.filter(({ entries }) => entries.some(({ id }) => id === entry.id));
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      title={entry.name}
      closeButtonProps={{ 'aria-label': 'Close' }}
      styles={{ title: { fontWeight: 650, overflowWrap: 'anywhere' } }}
    >
      <Stack>
        <Facts
          facts={[
            ['What', `${KINDS[entry.kind].one}, ${stageWords(entry.stage)}`],
            ['By', entry.channels.map((one) => channelOf(one)).join(', ')],
            [
              'Begins',
              isAlways(entry) ? null : (
                <When key="begins" at={beginningOf(entry)} zone={entry.zone} none="When it goes live" />
              ),
            ],
            [
              'Ends',
              isAlways(entry) || entry.kind === 'broadcast' ? null : (
                <When key="ends" at={entry.ends_at} zone={entry.zone} none="When somebody ends it" />
              ),
            ],
            ['Its clock', entry.kind === 'campaign' ? cityOf(entry.zone) : null],
          ]}
        />
        <Text size="sm">
          <EntryLink entry={entry} />
        </Text>
        {mine.length > 0 && (
          <>
            <Divider label={mine.length === 1 ? 'One conflict' : `${mine.length} conflicts`} labelPosition="left" />
            <MeetingList meetings={mine} known={known} />
          </>
        )}
        <Divider label="Move it" labelPosition="left" />
        {why ? (
          <Text size="sm">{why}</Text>
        ) : (
          onPickUp && (
            <div>
              <Button variant="default" leftSection={<IconArrowsMove size={16} aria-hidden />} onClick={onPickUp}>
                Move by the arrow keys
              </Button>
              <Text size="xs" c="dimmed" mt={4}>
                Or drag it where it stands. Nothing changes before you confirm.
              </Text>
            </div>
          )
        )}
        {whyNoOtherDates(entry, held) === null && <OtherDates entry={entry} onDates={onDates} />}
      </Stack>
    </Drawer>
  );
}

function OtherDates({ entry, onDates }: { entry: Entry; onDates: (dates: Dates) => void }) {
  const [startsAt, setStartsAt] = useState(entry.starts_at);
  const [endsAt, setEndsAt] = useState(entry.ends_at);
  const { isOdd, tell } = useHeldBack();
  const dates = { starts_at: startsAt, ends_at: endsAt };
  const isSame = startsAt === entry.starts_at && endsAt === entry.ends_at;
  const why = entry.kind === 'broadcast' && startsAt === null ? 'It needs a time.' : whyNotThen(entry, dates);
  return (
    <Stack gap="sm">
      <Text size="sm" fw={600}>
        Other dates
      </Text>
      <Listening value={tell}>
        {!isBegun(entry) && (
          <WhenInput
            label="Begins"
            value={startsAt}
            onChange={setStartsAt}
            zone={entry.zone}
            none="When it goes live"
          />
        )}
        {entry.kind !== 'broadcast' && (
          <WhenInput label="Ends" value={endsAt} onChange={setEndsAt} zone={entry.zone} none="When somebody ends it" />
        )}
      </Listening>
      {!isSame && why && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {sentence(why)}
        </Text>
      )}
      <Group>
        <Button disabled={isSame || isOdd || why !== null} onClick={() => onDates(dates)}>
          Move it there
        </Button>
      </Group>
    </Stack>
  );
}
