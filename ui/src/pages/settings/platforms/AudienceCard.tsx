import { Button, Divider, Group, Stack, Text } from '@mantine/core';
import { useMay } from '@/app/me';
import { Facts } from '@/parts/page/Facts';
import { showDone } from '@/parts/states/problems';
import { Count, Share } from '@/parts/words/figures';
import { Health } from '../Health';
import { Refused } from '../Refused';
import { Sure } from '../Sure';
import { type Audience, useStop, useSync } from './queries';
import { everyOf, standingOf } from './words';

/** One audience: how many it was told of, how many it recognises, and the ways to send now and to stop. */
export function AudienceCard({ audience, segment, account }: { audience: Audience; segment: string; account: string }) {
  const mayWrite = useMay('dsp:write');
  const sync = useSync(audience.id);
  const stop = useStop(audience.id);
  const { standing, words } = standingOf(audience);
  return (
    <Stack>
      <Health standing={standing}>{words}</Health>
      <Facts
        facts={[
          ['Segment', segment],
          ['At', account],
          ['Sent', everyOf(audience.every_minutes)],
          ['People it was told of', <Count key="told" value={audience.members} />],
          ['No key for', <Count key="none" value={audience.unreachable} />],
          ['We expect it to know', <Count key="expected" value={audience.expected_matches} />],
          ['It says it knows', <Count key="matched" value={audience.matched} none="It says nothing" />],
          ['Match rate', <Share key="rate" value={audience.match_rate} />],
        ]}
      />
      {mayWrite ? (
        <>
          <Divider />
          <Group>
            <Button
              variant="default"
              loading={sync.isPending}
              onClick={() => sync.mutate(undefined, { onSuccess: () => showDone('What changed is being sent.') })}
            >
              Sync now
            </Button>
          </Group>
          <Sure
            label="Send no more changes"
            yes="Yes, stop"
            means="The platform keeps the audience as it stands, opt-outs to come included. Syncing it begins again."
            loading={stop.isPending}
            onSure={() => stop.mutate(undefined, { onSuccess: () => showDone('No more changes are sent.') })}
          />
          <Refused error={sync.error ?? stop.error} />
        </>
      ) : (
        <Text size="sm" c="dimmed">
          Only managers and administrators send audiences.
        </Text>
      )}
    </Stack>
  );
}
