import { Button, FileInput, Group, ScrollArea, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { sentence } from '@/parts/states/problems';
import { Refused } from '../Refused';
import { useImport } from './queries';

/** A file of addresses, with what could not be read of it. */
export function Import({ onDone }: { onDone: () => void }) {
  const [file, setFile] = useState<File | null>(null);
  const bring = useImport();
  if (bring.data) {
    const { added, faults } = bring.data;
    return (
      <Stack>
        <Text>
          {added === 1 ? 'One entry was' : `${added} entries were`} added
          {faults.length > 0 && `; ${faults.length === 1 ? 'one line was' : `${faults.length} lines were`} left out`}.
        </Text>
        {faults.length > 0 && (
          <ScrollArea.Autosize mah={280} viewportProps={{ tabIndex: 0, 'aria-label': 'Lines that were left out' }}>
            {faults.map(({ line, message, remedy }) => (
              <Text key={line} size="sm">
                <b>Line {line}</b> {sentence(message)}. {remedy}
              </Text>
            ))}
          </ScrollArea.Autosize>
        )}
        <Group justify="flex-end">
          <Button onClick={onDone}>Done</Button>
        </Group>
      </Stack>
    );
  }
  return (
    <Stack>
      <FileInput
        label="File"
        description="CSV with the columns kind, value, channel, reason, until, note. What an export gave comes in again."
        accept="text/csv,.csv"
        placeholder="Choose a file"
        clearable
        value={file}
        onChange={setFile}
      />
      <Refused error={bring.error} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button disabled={!file} loading={bring.isPending} onClick={() => file && bring.mutate(file)}>
          Import
        </Button>
      </Group>
    </Stack>
  );
}
