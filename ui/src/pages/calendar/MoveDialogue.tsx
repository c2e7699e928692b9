import { Alert, Button, Group, Modal, Stack, Text, VisuallyHidden } from '@mantine/core';
import { Facts } from '@/parts/page/Facts';
import { showDone } from '@/parts/states/problems';
import { Trouble } from '@/parts/states/Trouble';
import { When } from '@/parts/time/When';
import { useMove } from './changes';
import { dayOf, lastDayOf } from './days';
import { type Entry, isWithin } from './entries';
import type { Dates } from './legal';
import type { Blackout } from './queries';

interface Props {
  entry: Entry;
  dates: Dates;
  blackouts: readonly Blackout[];
  onClose: () => void;
}

const RUNNABLE: ReadonlySet<string> = new Set(['approved', 'scheduled', 'live', 'paused']);

/** Asks once before something is moved, and says why where it cannot be. */
export function MoveDialogue({ entry, dates, blackouts, onClose }: Props) {
  const move = useMove();
  const free = keptFree(entry, dates, blackouts);
  const send = () =>
    move.mutate(
      { entry, dates },
      {
        onSuccess: (more) => {
          showDone(`${entry.name} was moved.${more && ` ${more}`}`);
          onClose();
        },
      },
    );
  return (
    <Modal opened onClose={onClose} title={`Move ${entry.name}?`}>
      <Stack>
        <Facts
          facts={[
            ['Begins', <Changed key="begins" before={entry.starts_at} after={dates.starts_at} zone={entry.zone} />],
            entry.kind === 'broadcast'
              ? ['', null]
              : ['Ends', <Changed key="ends" before={entry.ends_at} after={dates.ends_at} zone={entry.zone} />],
          ]}
        />
        {entry.kind === 'campaign' && RUNNABLE.has(entry.stage) && (
          <Text size="sm">Days beyond those that were approved wait for a review; until then nothing changes.</Text>
        )}
        {entry.kind === 'broadcast' && (
          <Text size="sm">Whoever is in its audience when it begins gets it; whoever joins later does not.</Text>
        )}
        {free.length > 0 && (
          <Alert color="amber" variant="light" title="Those days are kept free">
            {free.map(({ name }) => name).join(', ')}. You may move it there all the same.
          </Alert>
        )}
        {move.error && (
          <>
            <Trouble error={move.error} />
            <Text size="sm">It is back where it was.</Text>
          </>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {move.error ? 'Close' : 'Put it back'}
          </Button>
          {!move.error && (
            <Button data-autofocus loading={move.isPending} onClick={send}>
              Move it
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}

function Changed({ before, after, zone }: { before: string | null; after: string | null; zone: string }) {
  if (before === after) return <When at={after} zone={zone} none="Open" />;
  return (
    <Group gap="sm" align="flex-start" wrap="nowrap">
      <When at={before} zone={zone} none="Open" />
      <span aria-hidden>→</span>
      <VisuallyHidden>becomes</VisuallyHidden>
      <b>
        <When at={after} zone={zone} none="Open" />
      </b>
    </Group>
  );
}

/** Kept free where it would be then, of a channel of its own. */
export function keptFree({ channels }: Pick<Entry, 'channels'>, dates: Dates, blackouts: readonly Blackout[]) {
  const first = dates.starts_at && dayOf(dates.starts_at);
  const last = dates.ends_at ? lastDayOf(dates.ends_at) : first;
  return blackouts.filter(
    ({ first_day, last_day, channels: of = [] }) =>
      (of.length === 0 || of.some((one) => channels.includes(one))) && isWithin({ first, last }, first_day, last_day),
  );
}
