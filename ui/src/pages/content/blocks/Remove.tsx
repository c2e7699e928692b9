import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { showDone } from '@/parts/states/problems';
import { Trouble } from '@/parts/states/Trouble';
import { useRemoveBlock, type WholeBlock } from './queries';

export function Remove({ block, onClose }: { block: WholeBlock; onClose: () => void }) {
  const navigate = useNavigate();
  const remove = useRemoveBlock(block.name);
  return (
    <Modal opened onClose={onClose} title={`Remove ${block.name}`}>
      <Stack>
        <Text size="sm">No template that is live has it. It is gone for good, with all its versions.</Text>
        {remove.error && <Trouble error={remove.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            color="red"
            loading={remove.isPending}
            onClick={() =>
              remove.mutate(undefined, {
                onSuccess: () => {
                  showDone('It is gone.');
                  void navigate({ to: '/content-blocks', ignoreBlocker: true });
                },
              })
            }
          >
            Remove
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
