import { Modal, Skeleton, Stack, Text } from '@mantine/core';
import type { Campaign } from '@/api/types';
import { useMay } from '@/app/me';
import { Facts } from '@/parts/page/Facts';
import { useNames } from '@/parts/persons/colleagues';
import { Trouble } from '@/parts/states/Trouble';
import { When } from '@/parts/time/When';
import { Money } from '@/parts/words/figures';
import { grouped } from '@/parts/words/formats';
import { type Entry, useEntry } from '../queries';
import { Toned } from '../Toned';
import { VERDICTS } from '../words';
import { Correct } from './Correct';
import classes from './EntryDialogue.module.css';

const NANOS = 9;

interface Props {
  campaign: Campaign;
  sequence: number;
  onClose: () => void;
}

/** One bill: what became of it, what was entered against it, and the form to put it right. */
export function EntryDialogue({ campaign, sequence, onClose }: Props) {
  const { data: entry, error, isPending, refetch } = useEntry(campaign.id, sequence);
  return (
    <Modal opened onClose={onClose} title={`Bill ${grouped(sequence)}`} size="lg">
      {isPending && <Skeleton height={160} />}
      {error && !entry && <Trouble error={error} onRetry={refetch} />}
      {entry === null && <Text>The ledger of this campaign has no entry of that number.</Text>}
      {entry && <Whole campaign={campaign} entry={entry} onClose={onClose} />}
    </Modal>
  );
}

function Whole({ campaign, entry, onClose }: { campaign: Campaign; entry: Entry; onClose: () => void }) {
  const mayCorrect = useMay('billing:write');
  const nameOf = useNames(entry.corrections.map(({ made_by }) => made_by));
  const { title, means, tone } = VERDICTS[entry.verdict];
  const money = (amount: string) => <Money amount={amount} currency={entry.currency} decimals={NANOS} />;
  const isOwedByNobody = entry.verdict === 'not_billable' || entry.verdict === 'correction';
  return (
    <Stack>
      <Facts
        facts={[
          [
            'What became of it',
            <>
              <Toned tone={tone}>{title}.</Toned> {means}
            </>,
          ],
          ['Received', <When key="at" at={entry.received_at} zone={campaign.time_zone} />],
          ['From', entry.exchange_id],
          ['Billed', money(entry.price)],
          ['Counts for', money(entry.counts)],
        ]}
      />
      {entry.corrections.length > 0 && (
        <ol className={classes.corrections} aria-label="Put right">
          {entry.corrections.map((one) => (
            <li key={one.number}>
              <Text size="sm" component="div">
                {nameOf(one.made_by)}: {money(one.before)} became {money(one.after)}
              </Text>
              <Text size="sm">“{one.reason}”</Text>
              <Text size="xs" c="dimmed" component="div">
                <When at={one.made_at} zone={campaign.time_zone} />
              </Text>
            </li>
          ))}
        </ol>
      )}
      {isOwedByNobody ? (
        <Text size="sm" c="dimmed">
          It stands for no bill anybody could owe, so there is nothing to put right.
        </Text>
      ) : mayCorrect ? (
        <Correct campaign={campaign} entry={entry} nameOf={nameOf} onDone={onClose} />
      ) : (
        <Text size="sm" c="dimmed">
          Your roles do not let you change invoices.
        </Text>
      )}
    </Stack>
  );
}
