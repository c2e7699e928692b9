import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { showDone } from '@/parts/states/problems';
import { Trouble } from '@/parts/states/Trouble';
import { usePublish } from '../queries';
import type { Draft } from './useDraft';

export function Publish({ draft: { kit }, onClose }: { draft: Draft; onClose: () => void }) {
  const publish = usePublish(kit.id);
  const [comment, setComment] = useState('');
  const next = kit.live_version + 1;
  return (
    <Modal opened onClose={onClose} title={`Publish version ${next}`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          publish.mutate(
            { revision: kit.revision, comment: comment.trim() },
            {
              onSuccess: ({ is_default }) => {
                showDone(
                  is_default
                    ? `Version ${next} is published: creatives are held against it from now on.`
                    : `Version ${next} is published.`,
                );
                onClose();
              },
            },
          );
        }}
      >
        <Stack>
          <Text size="sm">
            {kit.is_default
              ? 'Creatives are held against it at once, also those that run already; none of them is stopped by it.'
              : 'It stays as it is then. The first kit that is published is used by default.'}
          </Text>
          <Textarea
            label="What is new in it"
            maxLength={500}
            autosize
            minRows={2}
            data-autofocus
            value={comment}
            onChange={({ currentTarget }) => setComment(currentTarget.value)}
          />
          {publish.error && <Trouble error={publish.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={publish.isPending}>
              Publish
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
