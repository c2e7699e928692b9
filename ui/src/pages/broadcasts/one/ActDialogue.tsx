import { Button, Group, Modal, Radio, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { newId } from '@/api/newId';
import { showDone } from '@/parts/states/problems';
import { Trouble } from '@/parts/states/Trouble';
import { readerZone, When } from '@/parts/time/When';
import { WhenInput } from '@/parts/time/WhenInput';
import { Listening, useHeldBack } from '@/parts/writing/heldBack';
import { LookAgain, useAsRead } from '@/parts/writing/LookAgain';
import { useUnsaved } from '@/parts/writing/useUnsaved';
import { useAct } from '../changes';
import type { Whole } from '../queries';
import { ACTIONS, type Doable, titleOf } from '../words';

/** What sends something, as it is written then. */
const SENDS: ReadonlySet<Doable> = new Set(['schedule', 'resume', 'choose']);

interface Props {
  broadcast: Whole;
  action: Doable;
  onClose: () => void;
}

/** Asks once, with a word on what comes of it. */
export function ActDialogue({ broadcast, action, onClose }: Props) {
  const act = useAct(broadcast.id, action);
  const [key] = useState(newId); // asked for again after an answer that was lost, it happens once
  const { read, isOther: isNewer } = useAsRead(SENDS.has(action) ? broadcast.revision : null);
  const isOther = isNewer && !act.isPending && !act.isSuccess;
  const [draft, keep] = useUnsaved<string>(`comment ${broadcast.id} ${action}`);
  const comment = draft ?? '';
  const [startsAt, setStartsAt] = useState(broadcast.starts_at);
  const [isAtOnce, setAtOnce] = useState(action === 'schedule' && broadcast.starts_at === null);
  const [variant, setVariant] = useState(broadcast.definition.variants[0]?.name ?? '');
  const { isOdd, tell } = useHeldBack();
  const { done, means } = ACTIONS[action];
  const title = titleOf(action, broadcast);
  const isSchedule = action === 'schedule';
  const isOver = isSchedule && !isAtOnce && startsAt !== null && Date.parse(startsAt) <= Date.now();
  const isMissing = isSchedule && !isAtOnce && startsAt === null;
  const send = () =>
    act.mutate(
      {
        key,
        comment,
        ...(isSchedule && !isAtOnce && { starts_at: startsAt as string }),
        ...(action === 'choose' && { variant }),
        ...(read !== null && { revision: read }),
      },
      {
        onSuccess: () => {
          showDone(`${broadcast.name} was ${isSchedule && isAtOnce ? 'told to begin' : done}.`);
          keep(null);
          onClose();
        },
      },
    );
  return (
    <Modal opened onClose={onClose} title={`${title}: ${broadcast.name}`}>
      <Stack>
        <Text size="sm">{means}</Text>
        {isSchedule && (
          <>
            <Radio.Group
              label="When it begins"
              value={isAtOnce ? 'now' : 'then'}
              onChange={(value) => setAtOnce(value === 'now')}
            >
              <Stack gap={8} mt={8}>
                <Radio value="now" label="At once" />
                <Radio value="then" label="At a time" />
              </Stack>
            </Radio.Group>
            {!isAtOnce && (
              <div>
                <Listening value={tell}>
                  <WhenInput
                    label="Begins"
                    value={startsAt}
                    onChange={setStartsAt}
                    zone={readerZone()}
                    none="It needs a time"
                    error={isOver ? 'That is over: name a time that lies ahead, or let it begin at once.' : undefined}
                  />
                </Listening>
                {startsAt && (
                  <Text size="xs" c="dimmed" mt={4} component="div">
                    <When at={startsAt} />
                  </Text>
                )}
              </div>
            )}
          </>
        )}
        {action === 'choose' && (
          <Radio.Group label="What the rest gets" value={variant} onChange={setVariant}>
            <Stack gap={8} mt={8}>
              {broadcast.definition.variants.map(({ name }) => (
                <Radio key={name} value={name} label={name} />
              ))}
            </Stack>
          </Radio.Group>
        )}
        <Textarea
          label="Comment"
          description="Goes into its history"
          autosize
          minRows={2}
          maxLength={4000}
          value={comment}
          onChange={({ currentTarget }) => keep(currentTarget.value || null)}
        />
        {isOther ? <LookAgain onLook={onClose} /> : act.error && <Trouble error={act.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {action === 'cancel' ? 'Leave it' : 'Not now'}
          </Button>
          <Button
            color={action === 'cancel' ? 'red' : undefined}
            disabled={isOver || isMissing || isOther || isOdd}
            loading={act.isPending}
            onClick={send}
          >
            {title}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
