import { Button, Group, Modal, Radio, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { showDone } from '@/parts/states/problems';
import { Trouble } from '@/parts/states/Trouble';
import { counted } from '@/parts/words/counted';
import { usePublishBlock, type WholeBlock } from './queries';

interface Props {
  block: WholeBlock;
  onClose: () => void;
  onDone: () => void;
}

/** The draft becomes the block's next version; whether templates have it at once is asked first. */
export function Publish({ block, onClose, onDone }: Props) {
  const publish = usePublishBlock(block.name);
  const [isFollowed, setFollowed] = useState(true);
  const names = Object.keys(block.used_by).map((id) => block.template_names[id] ?? 'A template');
  const shown = names.slice(0, 6).join(', ') + (names.length > 6 ? ` and ${names.length - 6} more` : '');
  return (
    <Modal opened onClose={onClose} title={`Publish version ${block.live_version + 1} of ${block.name}`}>
      <Stack>
        {names.length === 0 ? (
          <Text size="sm">No template has it yet. Whatever names it from now on gets this version.</Text>
        ) : (
          <Radio.Group
            label={`${counted(names.length, 'template has', 'templates have')} it: ${shown}`}
            value={isFollowed ? 'now' : 'later'}
            onChange={(value) => setFollowed(value === 'now')}
          >
            <Stack gap={8} mt={8}>
              <Radio
                value="now"
                label={names.length === 1 ? 'Publish that template anew with it' : 'Publish all of them anew with it'}
                description="Messages have it from now on; should one template not go with it, nothing is published"
              />
              <Radio
                value="later"
                label="Leave templates as they are"
                description="Each has it once it is published the next time"
              />
            </Stack>
          </Radio.Group>
        )}
        {publish.error && <Trouble error={publish.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            loading={publish.isPending}
            onClick={() =>
              publish.mutate(names.length > 0 && isFollowed, {
                onSuccess: ({ live_version, updated }) => {
                  const many = Object.keys(updated).length;
                  showDone(`Version ${live_version} is live${many ? `, and in ${counted(many, 'template')}` : ''}.`);
                  onDone();
                },
              })
            }
          >
            Publish
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
