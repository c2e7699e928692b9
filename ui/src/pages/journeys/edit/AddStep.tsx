import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconClipboard } from '@tabler/icons-react';
import { counted } from '@/parts/words/counted';
import type { StepKind } from '../definition';
import { KINDS } from '../kinds';
import classes from './edit.module.css';
import type { Copied } from './operations';

const FAMILIES: readonly { title: string; kinds: readonly StepKind[] }[] = [
  { title: 'Write to them', kinds: ['send_email', 'send_sms', 'send_push', 'send_in_app', 'send_webhook'] },
  { title: 'Wait', kinds: ['wait', 'wait_until', 'wait_for_event'] },
  { title: 'Choose a way', kinds: ['decision', 'split'] },
  {
    title: 'Change something',
    kinds: ['update_profile', 'add_to_segment', 'remove_from_segment', 'suppress_bid', 'trigger_campaign'],
  },
  { title: 'End', kinds: ['exit', 'jump'] },
];

interface Props {
  /** The branch that was copied last. */
  branch: Copied | null;
  onAdd: (kind: StepKind) => void;
  onPaste: (branch: Copied) => void;
  onClose: () => void;
}

/** What can be put into a line. */
export function AddStep({ branch, onAdd, onPaste, onClose }: Props) {
  return (
    <Modal opened onClose={onClose} title="Add a step" size="lg">
      <Stack>
        {branch && (
          <Button variant="light" leftSection={<IconClipboard size={16} aria-hidden />} onClick={() => onPaste(branch)}>
            Paste the copied branch ({counted(Object.keys(branch.steps).length, 'step')})
          </Button>
        )}
        {FAMILIES.map(({ title, kinds }) => (
          <section key={title} aria-label={title}>
            <Text className={classes.caption}>{title}</Text>
            <Group gap={8}>
              {kinds.map((kind) => {
                const { title: words, icon: Picture } = KINDS[kind];
                return (
                  <Button
                    key={kind}
                    variant="default"
                    size="sm"
                    leftSection={<Picture size={16} stroke={1.7} aria-hidden />}
                    data-autofocus={kind === 'send_email' || undefined}
                    onClick={() => onAdd(kind)}
                  >
                    {words}
                  </Button>
                );
              })}
            </Group>
          </section>
        ))}
      </Stack>
    </Modal>
  );
}
