import { Anchor, Button, Group, Loader, Stack, Text } from '@mantine/core';
import { IconDownload, IconRefresh } from '@tabler/icons-react';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useMay } from '@/app/me';
import { Facts } from '@/parts/page/Facts';
import { Jump } from '@/parts/page/Jump';
import { PageHeader } from '@/parts/page/PageHeader';
import { Panel } from '@/parts/page/Panel';
import { nameOfContact } from '@/parts/persons/persons';
import { definitionOf, type Segment } from '@/parts/predicates/known';
import { ErrorState } from '@/parts/states/ErrorState';
import { sentence, showDone } from '@/parts/states/problems';
import { Ago, When } from '@/parts/time/When';
import { told } from '@/parts/words/values';
import { Builder } from './Builder';
import { useArchive, useMembersFile, useRefresh, useSegment, useSomeMembers } from './queries';
import { wayOf } from './words';

export default function SegmentPage() {
  const { segmentId } = useParams({ strict: false }) as { segmentId: string };
  const { data: segment, error, refetch } = useSegment(segmentId);
  if (error && !segment) return <ErrorState error={error} onRetry={refetch} />;
  if (!segment) return <Loader type="dots" aria-label="Loading" />;
  const definition = definitionOf(segment);
  const above = (
    <Anchor component={Link} to="/segments" size="sm">
      Segments
    </Anchor>
  );
  return (
    <>
      <Builder
        key={segment.id}
        definition={definition}
        segment={segment}
        header={(save) => (
          <PageHeader title={definition.name} above={above} actions={<Actions segment={segment} save={save} />}>
            {inIt(segment.members)}
            {segment.refreshed_at ? (
              <>
                ; everybody was looked at <Ago at={segment.refreshed_at} />
              </>
            ) : (
              definition.members.kind === 'rule' && ': everybody has still to be looked at'
            )}
            .
          </PageHeader>
        )}
        onSaved={() => showDone('It is kept, and everybody is looked at anew.')}
      />
      <Stack gap="md" mt="md">
        {definition.members.kind !== 'rule' && <Made segment={segment} />}
        <People segment={segment} />
      </Stack>
    </>
  );
}

function inIt(members: number): string {
  if (members === 0) return 'Nobody is in it yet';
  return members === 1 ? 'One person is in it' : `${told(members)} people are in it`;
}

function Actions({ segment, save }: { segment: Segment; save: ReactNode }) {
  const navigate = useNavigate();
  const mayWrite = useMay('journey:write');
  const refresh = useRefresh(segment.id);
  const archive = useArchive(segment.id);
  const [isSure, setSure] = useState(false);
  if (!mayWrite) return null;
  const end = () =>
    archive.mutate(undefined, {
      onSuccess: () => {
        showDone('It is archived; nobody is in it any more.');
        void navigate({ to: '/segments' });
      },
    });
  return (
    <Group gap="xs">
      <Button
        variant={isSure ? 'filled' : 'default'}
        color="red"
        loading={archive.isPending}
        onClick={() => (isSure ? end() : setSure(true))}
      >
        {isSure ? 'Yes, let everybody out' : 'Archive'}
      </Button>
      <Button
        variant="default"
        leftSection={<IconRefresh size={18} aria-hidden />}
        loading={refresh.isPending}
        onClick={() => refresh.mutate(undefined, { onSuccess: () => showDone('Everybody is being looked at.') })}
      >
        Look at everybody now
      </Button>
      {save}
    </Group>
  );
}

/** What is not made of conditions, and so is not changed here. */
function Made({ segment }: { segment: Segment }) {
  const { members } = definitionOf(segment);
  const { model } = segment;
  return (
    <Panel
      title={wayOf(members)}
      lead={
        members.kind === 'list'
          ? 'People are put into it and taken out by name, through the API or an import.'
          : 'A model decides who is in it; what it looks at is set through the API.'
      }
    >
      {model && (
        <Facts
          facts={[
            ['No model, because', model.refusal && sentence(model.refusal)],
            ['Learned from', `${told(model.examples)} people, ${told(model.positives)} of whom did it`],
            ['Puts in the right order', `${told(Math.round(model.auc * 100))} of 100 pairs; 50 is chance`],
            ['Looks most at', model.strongest.join(', ')],
            ['Learned', <When key="fitted" at={model.fitted_at} />],
          ]}
        />
      )}
    </Panel>
  );
}

function People({ segment }: { segment: Segment }) {
  const { mayRead, members, people } = useSomeMembers(segment.id);
  const file = useMembersFile(segment.id);
  if (!mayRead) return null;
  const take = (
    <Group gap="xs">
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconDownload size={16} aria-hidden />}
        loading={file.isPending}
        onClick={() => file.mutate(false)}
      >
        All of them
      </Button>
      <Button size="compact-sm" variant="default" loading={file.isPending} onClick={() => file.mutate(true)}>
        Those who may be shared
      </Button>
    </Group>
  );
  return (
    <Panel title="Some of the people in it" aside={members.length > 0 && take}>
      {members.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nobody is in it now.
        </Text>
      ) : (
        <Facts
          facts={people.map((person) => [
            <Jump key={person.person_id} to="/people/$personId" params={{ personId: person.person_id }}>
              {nameOfContact(person)}
            </Jump>,
            person.identities.email?.[0] ?? person.identities.phone?.[0] ?? 'No address',
          ])}
        />
      )}
    </Panel>
  );
}
