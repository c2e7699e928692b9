import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { showDone } from '@/parts/states/problems';
import { Trouble } from '@/parts/states/Trouble';
import { useDiscard } from '../changes';
import type { WholeTemplate } from '../queries';

interface Props {
  template: WholeTemplate;
  onClose: () => void;
  onDone: () => void;
}

export function Discard({ template, onClose, onDone }: Props) {
  const navigate = useNavigate();
  const discard = useDiscard(template.id);
  const isNew = template.live_version === 0;
  return (
    <Modal opened onClose={onClose} title={isNew ? `Throw ${template.name} away` : 'Throw the draft away'}>
      <Stack>
        <Text size="sm">
          {isNew
            ? 'It was never published, so that nothing of it is left.'
            : `What was changed since version ${template.live_version} is gone; that version goes on being sent.`}
        </Text>
        {discard.error && <Trouble error={discard.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            color="red"
            loading={discard.isPending}
            onClick={() =>
              discard.mutate(undefined, {
                onSuccess: () => {
                  showDone(isNew ? 'It is gone.' : 'The draft is gone.');
                  if (isNew) void navigate({ to: '/templates' });
                  else onDone();
                },
              })
            }
          >
            Throw away
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
