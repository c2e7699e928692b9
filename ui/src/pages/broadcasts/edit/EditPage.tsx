import { Alert, Button, Group, Skeleton, Text } from '@mantine/core';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { asProblem, byField } from '@/api/problem';
import { Jump } from '@/parts/page/Jump';
import { PageHeader } from '@/parts/page/PageHeader';
import { useNames } from '@/parts/persons/colleagues';
import { ErrorState } from '@/parts/states/ErrorState';
import { showDone } from '@/parts/states/problems';
import { Trouble } from '@/parts/states/Trouble';
import { When } from '@/parts/time/When';
import { Listening, useMarked } from '@/parts/writing/heldBack';
import { mayLose } from '@/parts/writing/useLeaving';
import { useUnsaved } from '@/parts/writing/useUnsaved';
import { useEdit } from '../changes';
import type { Definition } from '../definition';
import { useBroadcast, useTransitions, type Whole } from '../queries';
import { STAGES } from '../stages';
import { didWords } from '../words';
import { Form, missing } from './Form';
import { changedParts, merged, type Over } from './over';

/** A draft that there is: nothing changes before it is saved. */
export default function EditPage() {
  const { broadcastId = '' } = useParams({ strict: false });
  const { data, error, refetch } = useBroadcast(broadcastId);
  if (error && !data) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <Skeleton height={360} radius="lg" role="status" aria-label="Loading" />;
  return <Edit key={data.id} broadcast={data} />;
}

function Edit({ broadcast }: { broadcast: Whole }) {
  const navigate = useNavigate();
  const [kept, keep] = useUnsaved<Over>(`broadcast ${broadcast.id}`);
  const [round, setRound] = useState(0);
  const edit = useEdit(broadcast.id);
  const { isOdd, tell } = useMarked();
  const now: Over = { revision: broadcast.revision, read: broadcast.definition, said: broadcast.definition };
  const over = kept ?? now;
  const { said, revision } = over;
  const isStale = kept !== null && kept.revision < broadcast.revision;
  const isDraft = broadcast.stage === 'draft';
  const why = !isDraft
    ? 'It is no draft any more.'
    : isOdd
      ? 'Mend what is marked first.'
      : !kept
        ? 'Nothing is changed yet.'
        : missing(said);
  const problem = edit.error && asProblem(edit.error);
  const anew = (next: Over | null) => {
    keep(next);
    edit.reset();
    setRound(round + 1);
  };
  const save = () =>
    edit.mutate(
      { definition: { ...said, name: said.name.trim() }, revision },
      {
        onSuccess: () => {
          keep(null);
          showDone('Saved.');
          void navigate({ to: `/broadcasts/${broadcast.id}` });
        },
      },
    );
  return (
    <>
      <PageHeader
        title={`Edit ${broadcast.name}`}
        above={
          <Text size="sm" c="dimmed">
            <Jump to="/broadcasts/$broadcastId" params={{ broadcastId: broadcast.id }}>
              {broadcast.name}
            </Jump>
          </Text>
        }
        actions={
          <Group gap="xs">
            {(kept || isOdd) && (
              <Button variant="subtle" onClick={() => anew(null)}>
                Undo my changes
              </Button>
            )}
            <Button variant="default" component={Link} to={`/broadcasts/${broadcast.id}`}>
              Cancel
            </Button>
            <Button
              loading={edit.isPending}
              data-disabled={why ? true : undefined}
              aria-disabled={why ? true : undefined}
              aria-description={why || undefined}
              title={why || undefined}
              onClick={() => !why && save()}
            >
              Save
            </Button>
          </Group>
        }
      >
        {kept || isOdd
          ? why || 'Not saved yet; it is kept here until you do.'
          : 'Nothing goes out before it is scheduled.'}
      </PageHeader>
      {!isDraft && <NoDraft broadcast={broadcast} />}
      {isDraft && isStale && (
        <Stale
          before={over.read}
          now={broadcast.definition}
          onTake={() => mayLose(isOdd, 'Take it over?') && anew(merged(over, broadcast))}
        />
      )}
      {problem && !isStale && isDraft && <Trouble error={problem} />}
      <Listening value={tell}>
        <Form
          key={round}
          said={said}
          say={(change) => keep({ ...over, said: { ...said, ...change } })}
          errors={problem ? byField(problem) : {}}
        />
      </Listening>
    </>
  );
}

/** Somebody else was faster: what they changed, and a way to keep both. */
function Stale({ before, now, onTake }: { before: Definition; now: Definition; onTake: () => void }) {
  const parts = changedParts(before, now);
  return (
    <Alert color="amber" variant="light" role="alert" mb="md" title="Somebody else changed it since you read it">
      {parts.length > 0 ? `They changed ${parts.join(', ')}.` : 'What it says is the same as before.'} What you wrote is
      still here.
      <Button variant="light" size="compact-sm" mt="xs" display="block" onClick={onTake}>
        Take over what is new, and keep what I changed
      </Button>
    </Alert>
  );
}

function NoDraft({ broadcast }: { broadcast: Whole }) {
  const { data = [] } = useTransitions(broadcast.id, broadcast.updated_at);
  const last = data.at(-1);
  const nameOf = useNames(last ? [last.actor_id] : []);
  return (
    <Alert
      color="amber"
      variant="light"
      mb="md"
      title={`It is ${STAGES[broadcast.stage].title.toLowerCase()}, and no draft any more`}
    >
      {last && (
        <>
          {last.actor_id === 'clock' ? 'The clock' : nameOf(last.actor_id)} {didWords(last.action)},{' '}
          <When at={last.at} />.{' '}
        </>
      )}
      {broadcast.stage === 'scheduled'
        ? 'Take it back to a draft on its page, then save what you changed: it is kept here.'
        : 'Write another one like it instead.'}
    </Alert>
  );
}
