import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconListDetails, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useMay } from '@/app/me';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import { plain } from '@/parts/words/values';
import { Health } from '../Health';
import { Lines, LinesLoading } from '../Lines';
import { useSchemas } from './queries';
import { SchemaForm } from './SchemaForm';
import { schemaSentence } from './words';

/** What is expected of events, by their name. */
export function Schemas() {
  const mayWrite = useMay('profile:write');
  const { data, error, refetch } = useSchemas();
  const [open, setOpen] = useState<string | null>(null);
  if (error && !data) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <LinesLoading />;
  const opened = data.find(({ name }) => name === open);
  const add = mayWrite && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setOpen('')}>
      Expect something
    </Button>
  );
  return (
    <Stack gap="md" pb="xl">
      {data.length === 0 ? (
        <EmptyState icon={IconListDetails} title="Nothing is expected of events" action={add}>
          Every event is taken in as it comes. Say what one has to bring, and those that do not fit are refused at the
          door, where their sender sees why.
        </EmptyState>
      ) : (
        <>
          <Group justify="space-between">
            <Text size="sm" flex="1 1 300px">
              Events of {data.length === 1 ? 'one name are' : `${data.length} names are`} looked at; all others are
              taken in as they come.
            </Text>
            {add}
          </Group>
          <Lines
            label="Events"
            lines={data.map((schema) => ({
              id: schema.name,
              title: plain(schema.name),
              note: schema.description || undefined,
              aside: (
                <Health standing={schema.enforced === false ? 'unknown' : 'good'}>{schemaSentence(schema)}</Health>
              ),
            }))}
            onOpen={mayWrite ? setOpen : undefined}
          />
        </>
      )}
      <Modal
        opened={open !== null && mayWrite}
        onClose={() => setOpen(null)}
        title={opened ? plain(opened.name) : 'Expect something of an event'}
        size="xl"
        closeOnClickOutside={false}
      >
        {open !== null && <SchemaForm key={open} schema={opened} onDone={() => setOpen(null)} />}
      </Modal>
    </Stack>
  );
}
