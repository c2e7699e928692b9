import { Button, Group, Skeleton, Text } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { newId } from '@/api/newId';
import { asProblem, byField } from '@/api/problem';
import { Jump } from '@/parts/page/Jump';
import { PageHeader } from '@/parts/page/PageHeader';
import { ErrorState } from '@/parts/states/ErrorState';
import { showDone } from '@/parts/states/problems';
import { Trouble } from '@/parts/states/Trouble';
import { Listening, useMarked } from '@/parts/writing/heldBack';
import { useUnsaved } from '@/parts/writing/useUnsaved';
import { useCreate } from '../changes';
import { BLANK, type Definition } from '../definition';
import { useBroadcast } from '../queries';
import { Form, missing } from './Form';

/** A broadcast of one's own, or one that begins like another. */
export default function NewPage() {
  const { like }: { like?: string } = useSearch({ strict: false });
  const { data, error, refetch } = useBroadcast(like ?? '', like !== undefined);
  if (!like) return <New key="blank" first={BLANK} subject="new broadcast" />;
  if (error && !data) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <Skeleton height={360} radius="lg" role="status" aria-label="Loading" />;
  const name = `Copy of ${data.name}`.slice(0, 120);
  return <New key={like} first={{ ...data.definition, name }} subject={`broadcast like ${like}`} />;
}

function New({ first, subject }: { first: Definition; subject: string }) {
  const navigate = useNavigate();
  const [draft, keep] = useUnsaved<Definition>(subject);
  const [key] = useState(newId);
  const [round, setRound] = useState(0);
  const create = useCreate();
  const { isOdd, tell } = useMarked();
  const said = draft ?? first;
  const why = isOdd ? 'Mend what is marked first.' : missing(said);
  const problem = create.error && asProblem(create.error);
  const save = () =>
    create.mutate(
      { definition: { ...said, name: said.name.trim() }, key },
      {
        onSuccess: ({ id, name }) => {
          keep(null);
          showDone(`${name} is kept as a draft. Look it over, then schedule it.`);
          void navigate({ to: `/broadcasts/${id}` });
        },
      },
    );
  return (
    <>
      <PageHeader
        title="New broadcast"
        above={
          <Text size="sm" c="dimmed">
            <Jump to="/broadcasts">Broadcasts</Jump>
          </Text>
        }
        actions={
          <Group gap="xs">
            {(draft || isOdd) && (
              <Button
                variant="subtle"
                onClick={() => {
                  keep(null);
                  setRound(round + 1);
                }}
              >
                Begin anew
              </Button>
            )}
            <Button variant="default" component={Link} to="/broadcasts">
              Cancel
            </Button>
            <Button
              loading={create.isPending}
              data-disabled={why ? true : undefined}
              aria-disabled={why ? true : undefined}
              aria-description={why || undefined}
              title={why || undefined}
              onClick={() => !why && save()}
            >
              Keep as a draft
            </Button>
          </Group>
        }
      >
        {why || 'Nothing goes out before it is scheduled.'}
      </PageHeader>
      {problem && <Trouble error={problem} />}
      <Listening value={tell}>
        <Form
          key={round}
          said={said}
          say={(change) => keep({ ...said, ...change })}
          errors={problem ? byField(problem) : {}}
        />
      </Listening>
    </>
  );
}
