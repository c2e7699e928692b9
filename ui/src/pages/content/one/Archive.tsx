import { Button, Group, Loader, Modal, Stack, Text } from '@mantine/core';
import { showDone } from '@/parts/states/problems';
import { Trouble } from '@/parts/states/Trouble';
import { counted } from '@/parts/words/counted';
import { useArchive } from '../changes';
import { useUses, type WholeTemplate } from '../queries';
import { UseList } from './Uses';

interface Props {
  template: WholeTemplate;
  onClose: () => void;
  onDone: () => void;
}

/** Out of sight, not out of use: who goes on sending it is said before. */
export function Archive({ template, onClose, onDone }: Props) {
  const uses = useUses(template.id);
  const archive = useArchive(template.id);
  const used = uses.data?.length ?? 0;
  return (
    <Modal opened onClose={onClose} title={`Archive ${template.name}`} size="lg">
      <Stack>
        {uses.isPending && <Loader type="dots" aria-label="Loading" />}
        {uses.error && <Trouble error={uses.error} onRetry={uses.refetch} />}
        {uses.data && used === 0 && <Text size="sm">Nothing sends it. It can be taken back at any time.</Text>}
        {uses.data && used > 0 && (
          <>
            <Text size="sm">
              {used === 1
                ? 'This goes on sending it until it is changed:'
                : 'These go on sending it until they are changed:'}
            </Text>
            <UseList uses={uses.data} />
            <Text size="sm" c="dimmed">
              Archiving stops none of them. Nothing new that names it can be published from then on.
            </Text>
          </>
        )}
        {archive.error && <Trouble error={archive.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            loading={archive.isPending}
            onClick={() =>
              archive.mutate(undefined, {
                onSuccess: ({ used_by }) => {
                  const still = used_by.length;
                  showDone(
                    still > 0
                      ? `It is archived. ${counted(still, 'thing goes', 'things go')} on sending it.`
                      : 'It is archived.',
                  );
                  onDone();
                },
              })
            }
          >
            Archive
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
