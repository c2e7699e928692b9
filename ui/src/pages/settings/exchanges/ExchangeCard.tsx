import { Button, Divider, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '@/app/me';
import { Facts } from '@/parts/page/Facts';
import { showDone } from '@/parts/states/problems';
import { When } from '@/parts/time/When';
import { Copied } from '../Copied';
import { Refused } from '../Refused';
import { Sure } from '../Sure';
import { ExchangeForm } from './ExchangeForm';
import { type Exchange, type Issued, useRevoke, useRotateSecret } from './queries';
import { exchangeSentence, OVERLAPS } from './words';

interface Props {
  exchange: Exchange;
  nameOf: (tenantId: string) => string;
  onIssued: (issued: Issued) => void;
  onDone: () => void;
}

const yes = (said: boolean, words: string) => (said ? words : null);

/** One exchange: what it may reach, where it asks, and the ways to change its secret and to turn it away. */
export function ExchangeCard({ exchange, nameOf, onIssued, onDone }: Props) {
  const mayWrite = useMay('exchange:write');
  const [isChanging, setChanging] = useState(false);
  if (isChanging) return <ExchangeForm exchange={exchange} onDone={() => setChanging(false)} onIssued={onIssued} />;
  return (
    <Stack>
      <Text size="sm">{exchangeSentence(exchange, nameOf)}</Text>
      <Copied label="Where it asks for bids" value={`${window.location.origin}/v1/bid/${exchange.id}`} />
      <Facts
        facts={[
          ['Answered by campaigns of', exchange.tenants.map(nameOf).join(', ')],
          ['Seats', exchange.seats.join(', ')],
          ['Settles in', exchange.currencies.join(', ')],
          [
            'Left to the network',
            exchange.network_margin_ms === null ? 'As bidders measure it' : `${exchange.network_margin_ms} ms`,
          ],
          ['Creatives', yes(exchange.requires_creative_approval, 'Only those it approved')],
          ['Supply chain', yes(exchange.require_schain, 'Bid on only where it is complete')],
          ['People', yes(exchange.match_users, 'By its own ids, looked up in what user syncs filled')],
          ['User syncs go on to', exchange.sync_url],
          ['Prices in notices', yes(exchange.price_encryption === 'google', 'Encrypted, as Google does')],
          ['Answers', yes(exchange.gzip_responses, 'Compressed where it takes that')],
          ['Without a bid', exchange.no_bid_body ? 'It is told why' : 'The answer is empty'],
          ['Old secret', exchange.old_secret_until && <When key="old" at={exchange.old_secret_until} />],
        ]}
      />
      {mayWrite && !exchange.revoked && (
        <>
          <Divider />
          <Group>
            <Button variant="default" onClick={() => setChanging(true)}>
              Change
            </Button>
          </Group>
          <Secret exchange={exchange} onIssued={onIssued} onDone={onDone} />
        </>
      )}
    </Stack>
  );
}

function Secret({ exchange, onIssued, onDone }: Omit<Props, 'nameOf'>) {
  const rotate = useRotateSecret(exchange.id);
  const revoke = useRevoke(exchange.id);
  const [overlap, setOverlap] = useState('86400');
  return (
    <Stack gap="sm">
      {!exchange.open && (
        <Group align="flex-end">
          <NativeSelect
            label="A new secret in its place"
            flex="1 1 220px"
            data={Object.entries(OVERLAPS).map(([value, label]) => ({ value, label }))}
            value={overlap}
            onChange={({ currentTarget }) => setOverlap(currentTarget.value)}
          />
          <Button
            variant="default"
            loading={rotate.isPending}
            onClick={() => rotate.mutate(Number(overlap), { onSuccess: onIssued })}
          >
            New secret
          </Button>
        </Group>
      )}
      <Sure
        label="Turn it away for good"
        yes="Yes, turn it away"
        means="It gets no bid any more, and its secret opens nothing. It cannot be let in again; it stays on record."
        loading={revoke.isPending}
        onSure={() =>
          revoke.mutate(undefined, {
            onSuccess: ({ published }) => {
              showDone(`${exchange.name} is turned away ${published ? 'now' : 'within a minute'}.`);
              onDone();
            },
          })
        }
      />
      <Refused error={rotate.error ?? revoke.error} />
    </Stack>
  );
}
