import { ActionIcon, Button, Group, Menu, Modal, Stack, Text, Textarea } from '@mantine/core';
import { IconDots, IconPencil, IconPlayerPlay, IconRocket } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '@/app/me';
import { ActButton } from '@/parts/page/Act';
import { showDone } from '@/parts/states/problems';
import { counted } from '@/parts/words/counted';
import { SureDialogue } from '@/parts/writing/SureDialogue';
import { useAct, useDiscard } from '../changes';
import type { Definition } from '../definition';
import type { Editor } from '../edit/useEditor';
import type { Fault, WholeJourney } from '../queries';
import type { JourneyAction } from '../stages';
import type { Names } from '../words';
import { Publish } from './Publish';
import { Refusal } from './Refusal';

interface Props {
  journey: WholeJourney;
  version: number;
  definition: Definition;
  names: Names;
  faults: readonly Fault[];
  editor: Editor | null;
  /** A field of the draft holds what it could not take. */
  isOdd: boolean;
  isRehearsing: boolean;
  onRehearse: (() => void) | null;
}

type Plain = Exclude<JourneyAction, 'publish'>;
const PLAIN: Record<Plain, { title: string; effect: string; color?: string }> = {
  pause: {
    title: 'Pause',
    effect:
      'Nobody enters and nobody moves. Waits run on and events are heard; messages that were not handed over are held back. What brings people in meanwhile is not made up for.',
  },
  resume: {
    title: 'Resume',
    effect: 'Whoever’s wait ended meanwhile, or whose event came, moves on at once.',
  },
  complete: { title: 'Complete', effect: 'Nobody enters any more. People inside go on to their end.' },
  archive: {
    title: 'Archive',
    effect: 'People still inside leave, and nothing more is sent to them. It is kept for reading.',
    color: 'red',
  },
};

/** What can be done to a journey: one primary thing, and the rest behind it. */
export function Doings(props: Props) {
  const { journey, version, faults, editor, isOdd, isRehearsing, onRehearse } = props;
  const navigate = useNavigate();
  const mayWrite = useMay('journey:write');
  const [asked, setAsked] = useState<Plain | 'publish' | 'discard' | null>(null);
  const allowed = journey.allowed.filter((one): one is Plain => one in PLAIN);
  const isOver = journey.stage === 'completed' || journey.stage === 'archived';
  const why =
    faults.length > 0
      ? `${counted(faults.length, 'finding')} first`
      : isOdd
        ? 'Mend what is marked first'
        : editor && editor.state !== 'saved'
          ? 'What you changed is being saved'
          : journey.has_draft
            ? null
            : 'Nothing was changed';
  const edit = () => void navigate({ to: `/journeys/${journey.id}`, search: { version: 0 } });
  return (
    <Group gap="xs">
      {onRehearse && !isRehearsing && (
        <Button variant="default" leftSection={<IconPlayerPlay size={16} aria-hidden />} onClick={onRehearse}>
          Rehearse
        </Button>
      )}
      {mayWrite && (allowed.length > 0 || editor) && (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="default" size={36} aria-label="More to do">
              <IconDots size={18} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {allowed.map((action) => (
              <Menu.Item key={action} color={PLAIN[action].color} onClick={() => setAsked(action)}>
                {PLAIN[action].title}
              </Menu.Item>
            ))}
            {editor && journey.has_draft && (
              <Menu.Item color="red" onClick={() => setAsked('discard')}>
                {journey.live_version > 0 ? 'Forget the draft' : 'Throw it away'}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
      {mayWrite && version > 0 && !isOver && (
        <Button leftSection={<IconPencil size={16} aria-hidden />} onClick={edit}>
          {journey.has_draft ? 'Go on with the draft' : 'Edit'}
        </Button>
      )}
      {editor && (
        <ActButton why={why} leftSection={<IconRocket size={16} aria-hidden />} onClick={() => setAsked('publish')}>
          Publish
        </ActButton>
      )}
      {asked === 'publish' && editor && <Publish {...props} editor={editor} onClose={() => setAsked(null)} />}
      {asked === 'discard' && <Discard journey={journey} onClose={() => setAsked(null)} />}
      {asked && asked !== 'publish' && asked !== 'discard' && (
        <Plainly journey={journey} action={asked} onClose={() => setAsked(null)} />
      )}
    </Group>
  );
}

function Plainly({ journey, action, onClose }: { journey: WholeJourney; action: Plain; onClose: () => void }) {
  const act = useAct(journey.id);
  const [comment, setComment] = useState('');
  const { title, effect, color } = PLAIN[action];
  return (
    <Modal opened onClose={onClose} title={`${title} ${journey.name}`}>
      <Stack>
        <Text size="sm">{effect}</Text>
        <Textarea
          label="Why, for colleagues"
          autosize
          minRows={2}
          maxLength={4_000}
          value={comment}
          onChange={({ currentTarget }) => setComment(currentTarget.value)}
        />
        <Refusal error={act.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            color={color}
            loading={act.isPending}
            data-autofocus
            onClick={() =>
              act.mutate(
                { action, comment },
                {
                  onSuccess: () => {
                    showDone(effect);
                    onClose();
                  },
                },
              )
            }
          >
            {title}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Discard({ journey, onClose }: { journey: WholeJourney; onClose: () => void }) {
  const navigate = useNavigate();
  const { mutate, isPending } = useDiscard(journey.id);
  const isAll = journey.live_version === 0;
  const discard = () =>
    mutate(undefined, {
      onSuccess: () => void navigate({ to: isAll ? '/journeys' : `/journeys/${journey.id}` }),
    });
  return (
    <SureDialogue
      title={isAll ? `Throw ${journey.name} away` : 'Forget the draft'}
      yes={isAll ? 'Throw it away' : 'Forget it'}
      isPending={isPending}
      onSure={discard}
      onClose={onClose}
    >
      {isAll
        ? 'It was never published, so that nothing is left of it.'
        : `Version ${journey.live_version} stays as it is. What you changed since is lost.`}
    </SureDialogue>
  );
}
