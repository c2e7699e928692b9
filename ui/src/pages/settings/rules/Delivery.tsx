import { Alert, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { asProblem } from '@/api/problem';
import { useMay } from '@/app/me';
import { Panel } from '@/parts/page/Panel';
import { useNames } from '@/parts/persons/colleagues';
import { ErrorState } from '@/parts/states/ErrorState';
import { showDone } from '@/parts/states/problems';
import { Ago } from '@/parts/time/When';
import { Listening, useMarked } from '@/parts/writing/heldBack';
import { useUnsaved } from '@/parts/writing/useUnsaved';
import { LinesLoading } from '../Lines';
import { Refused } from '../Refused';
import { Caps } from './Caps';
import { changedParts, faultOf, merged, SENTENCES, wholePolicy } from './delivery';
import { Meanwhile } from './Meanwhile';
import { Consent, Holdout, QuietTimes, Speeds, Zone } from './policyParts';
import { type Policy, type PolicyKept, usePolicy, useSavePolicy } from './queries';
import { SaveBar } from './SaveBar';

const MEND = 'Mend what is marked first.';

interface Unsaved {
  base: Policy;
  revision: number;
  mine: Policy;
}

/** How much anybody is sent at most, and when nobody is disturbed. */
export function Delivery() {
  const { data, error, refetch } = usePolicy();
  if (error && !data) return <ErrorState error={error} onRetry={refetch} />;
  return data ? <Edited kept={data} /> : <LinesLoading count={5} />;
}

function Edited({ kept }: { kept: PolicyKept }) {
  const mayWrite = useMay('journey:write');
  const save = useSavePolicy();
  const nameOf = useNames(kept.changed_by ? [kept.changed_by] : []);
  const theirs = wholePolicy(kept.policy);
  const { isOdd, tell } = useMarked();
  const [round, setRound] = useState(0);
  const [unsaved, keep] = useUnsaved<Unsaved>('delivery policy');
  const { base, mine, revision } = unsaved ?? { base: theirs, mine: theirs, revision: kept.revision };
  const change = (part: Partial<Policy>) => {
    const next = { ...mine, ...part };
    keep(changedParts(base, next).length > 0 ? { base, revision, mine: next } : null);
  };
  const send = (policy: Policy, at: number) =>
    save.mutate(
      { policy, revision: at },
      {
        onSuccess: () => {
          keep(null);
          showDone('It holds for every message that has not gone out yet.');
        },
      },
    );
  const discard = () => {
    keep(null);
    setRound(round + 1);
  };
  const isBehind = unsaved !== null && kept.revision !== revision;
  const own = changedParts(base, mine);
  const others = changedParts(base, theirs);
  const isConflict = save.error !== null && asProblem(save.error).status === 409;
  const parts = { policy: mine, isFixed: !mayWrite, onChange: change };
  return (
    <Stack gap="lg" pb="xl">
      {!kept.is_readable && (
        <Alert color="red" title="The rules that are kept cannot be read" role="alert">
          Until they are replaced, nothing goes out that they could hold back. Check what is below, and save it.
        </Alert>
      )}
      {!mayWrite && (
        <Text size="sm" c="dimmed">
          Only managers and administrators change these.
        </Text>
      )}
      <Listening key={round} value={tell}>
        <Panel title="At most" lead={SENTENCES.caps(mine)}>
          <Caps caps={mine.caps} isFixed={!mayWrite} onChange={(caps) => change({ caps })} />
        </Panel>
        <Panel title="Quiet hours" lead={SENTENCES.quiet_hours(mine)}>
          <QuietTimes {...parts} />
        </Panel>
        <Panel title="Consent" lead={SENTENCES.consent_needed(mine)}>
          <Consent {...parts} />
        </Panel>
        <Panel title="Held out" lead={SENTENCES.holdout_percent(mine)}>
          <Holdout {...parts} />
        </Panel>
        <Panel title="Speed" lead={SENTENCES.throttles(mine)}>
          <Speeds {...parts} />
        </Panel>
        <Panel title="Clock" lead={SENTENCES.time_zone(mine)}>
          <Zone {...parts} />
        </Panel>
      </Listening>
      {isBehind && (
        <Meanwhile
          who={
            kept.changed_at && (
              <>
                {nameOf(kept.changed_by)}, <Ago at={kept.changed_at} />,
              </>
            )
          }
          theirs={others.length > 0 ? others.map((part) => SENTENCES[part](theirs)) : ['Nothing that differs.']}
          isAtOdds={others.some((part) => own.includes(part))}
          isSaving={save.isPending}
          why={isOdd ? MEND : undefined}
          onKeep={() => send(merged(base, mine, theirs), kept.revision)}
          onTake={discard}
        />
      )}
      <Refused error={isConflict ? null : save.error} />
      <SaveBar
        changes={
          kept.is_readable
            ? own.map((part) => SENTENCES[part](mine))
            : ['The rules below take the place of those that cannot be read.']
        }
        why={isOdd ? MEND : isBehind ? 'Say first what becomes of the other change.' : faultOf(mine)}
        isSaving={save.isPending}
        onSave={() => send(mine, revision)}
        onDiscard={discard}
      />
    </Stack>
  );
}
