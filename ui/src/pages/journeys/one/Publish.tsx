import { Alert, Button, Group, Modal, Radio, Select, Skeleton, Stack, Table, Text, Textarea } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Schemas } from '@/api/types';
import { ErrorState } from '@/parts/states/ErrorState';
import { showDone } from '@/parts/states/problems';
import { counted } from '@/parts/words/counted';
import { useAct } from '../changes';
import { type Definition, definitionOf } from '../definition';
import type { Editor } from '../edit/useEditor';
import { KINDS } from '../kinds';
import { type Mapping, useEstimate, usePreview, type WholeJourney } from '../queries';
import { type Names, stepWords } from '../words';
import { Refusal } from './Refusal';
import { stepChoices } from './StepSide';

type PeopleInside = Schemas['PeopleInside'];
type Preview = Schemas['PreviewView'];

interface Props {
  journey: WholeJourney;
  definition: Definition;
  names: Names;
  editor: Editor;
  onClose: () => void;
}

const LEAVE = '$leave';

/** The draft becomes the version that people enter; what becomes of those inside is asked first, with how many they are. */
export function Publish({ journey, definition, names, editor, onClose }: Props) {
  const navigate = useNavigate();
  const isFirst = journey.live_version === 0;
  const [inside, setInside] = useState<PeopleInside>('finish');
  const [mapping, setMapping] = useState<Mapping>({});
  const [comment, setComment] = useState('');
  const act = useAct(journey.id);
  const estimate = useEstimate(journey.id, editor.revision);
  const preview = usePreview(journey.id, editor.revision, mapping, !isFirst);
  const next = journey.live_version + 1;
  const people = preview.data?.people ?? 0;
  const isKnown = isFirst ? !estimate.isPending : preview.data !== undefined;
  const publish = () =>
    act.mutate(
      {
        action: 'publish',
        comment,
        draft_revision: editor.revision,
        people_inside: inside,
        mapping: inside === 'move' ? mapping : {},
      },
      {
        onSuccess: ({ version }) => {
          showDone(`Version ${version} is live.`);
          onClose();
          void navigate({ to: `/journeys/${journey.id}`, search: {} });
        },
      },
    );
  return (
    <Modal opened onClose={onClose} title={`Publish version ${next} of ${journey.name}`} size="xl">
      <Stack>
        {estimate.error ? (
          <ErrorState error={estimate.error} onRetry={estimate.refetch} />
        ) : (
          <Text size="sm">
            From now on people enter this version.{' '}
            {estimate.data &&
              `At most ${counted(estimate.data.people, 'person', 'people')} may come in, as far as we can tell.`}
          </Text>
        )}
        {!isFirst && preview.error && <ErrorState error={preview.error} onRetry={preview.refetch} />}
        {!isFirst && !preview.data && !preview.error && <Skeleton height={90} />}
        {people > 0 && preview.data && (
          <Radio.Group
            label={`${counted(people, 'person is', 'people are')} inside on an earlier version. What becomes of them?`}
            value={inside}
            onChange={(value) => setInside(value as PeopleInside)}
          >
            <Stack gap="xs" mt="xs">
              <Radio
                value="finish"
                label="They finish what they began"
                description="On the version they came in by; nothing changes for them."
              />
              <Radio value="move" label="They go over to the new version" description={movingWords(preview.data)} />
              <Radio
                value="exit"
                label="They leave"
                description={`All ${people}, at once; nothing more is sent to them.`}
              />
            </Stack>
          </Radio.Group>
        )}
        {!isFirst && preview.data && people === 0 && (
          <Text size="sm">Nobody is inside, so that nobody has to move.</Text>
        )}
        {inside === 'move' && preview.data && people > 0 && (
          <Moves
            preview={preview.data}
            before={definitionOf(journey.live, journey.name)}
            after={definition}
            names={names}
            mapping={mapping}
            onChange={setMapping}
          />
        )}
        <Textarea
          label="What is new, for colleagues"
          autosize
          minRows={2}
          maxLength={4_000}
          value={comment}
          onChange={({ currentTarget }) => setComment(currentTarget.value)}
        />
        <Refusal error={act.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Not yet
          </Button>
          <Button
            loading={act.isPending}
            disabled={!isKnown}
            color={inside === 'exit' ? 'red' : undefined}
            onClick={publish}
          >
            {publishWords(inside, people, preview.data)}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function movingWords({ people, leaving }: Preview): string {
  if (leaving === 0) return `All ${people} have a step to go on at.`;
  return `${people - leaving} have a step to go on at; ${leaving} would leave, because theirs is gone. Choose below.`;
}

function publishWords(inside: PeopleInside, people: number, preview: Preview | undefined): string {
  if (people === 0 || inside === 'finish' || !preview) return 'Publish';
  if (inside === 'exit') return `Publish and let ${people} leave`;
  return preview.leaving > 0
    ? `Publish, move ${people - preview.leaving}, let ${preview.leaving} leave`
    : `Publish and move ${people}`;
}

interface MovesProps {
  preview: Preview;
  before: Definition;
  after: Definition;
  names: Names;
  mapping: Mapping;
  onChange: (mapping: Mapping) => void;
}

/** By the step they stand at: where they would be put. */
function Moves({ preview, before, after, names, mapping, onChange }: MovesProps) {
  const choices = [{ value: LEAVE, label: 'They leave' }, ...stepChoices(after, names)];
  const called = (step: string) => {
    const known = before.steps[step] ?? after.steps[step];
    if (!known) return 'A step of an earlier version';
    const detail = stepWords(known, names);
    return `${KINDS[known.kind].title}${detail ? `: ${detail}` : ''}`;
  };
  return (
    <Stack gap="xs">
      <Table.ScrollContainer minWidth={520}>
        <Table verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>They stand at</Table.Th>
              <Table.Th ta="right">People</Table.Th>
              <Table.Th>And go on at</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {preview.moves.map(({ version, step, people, to_step, keeps_wait }) => (
              <Table.Tr key={`${version} ${step}`}>
                <Table.Td>
                  {called(step)}
                  <Text size="xs" c="dimmed">
                    Version {version}
                  </Text>
                </Table.Td>
                <Table.Td ta="right">{people}</Table.Td>
                <Table.Td>
                  <Select
                    size="xs"
                    aria-label={`Where those at ${called(step)} go on`}
                    data={choices}
                    searchable
                    allowDeselect={false}
                    value={to_step ?? LEAVE}
                    onChange={(to) => onChange({ ...mapping, [step]: to === LEAVE ? null : to })}
                  />
                  <Text size="xs" c="dimmed">
                    {to_step === null
                      ? 'Nothing more is sent to them'
                      : keeps_wait
                        ? 'Their wait goes on'
                        : 'They begin this step anew'}
                  </Text>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {preview.leaving > 0 && (
        <Alert color="orange" variant="light">
          {counted(preview.leaving, 'person', 'people')} would leave the journey.
        </Alert>
      )}
    </Stack>
  );
}
