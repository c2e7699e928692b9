import {
  Alert,
  Box,
  Button,
  FileInput,
  Group,
  List,
  Modal,
  NativeSelect,
  Progress,
  Stack,
  Table,
  Text,
} from '@mantine/core';
import { useMemo, useState } from 'react';
import { Trouble } from '@/parts/states/Trouble';
import { counted } from '@/parts/words/counted';
import { told } from '@/parts/words/values';
import classes from '../content.module.css';
import { fieldNameOf, itemsOf, LARGEST_BYTES, type Table as Read, tableOf } from './file';
import { usePutItems } from './queries';

const SHOWN_ROWS = 3;
const SHOWN_FAULTS = 6;

/** A file of items, looked at before it is put in. */
export function Upload({ catalogue, onClose }: { catalogue: string; onClose: () => void }) {
  const [file, setFile] = useState<File | null>(null);
  const [table, setTable] = useState<Read | null>(null);
  const [wrong, setWrong] = useState('');
  const [idColumn, setIdColumn] = useState('');
  const [done, setDone] = useState(0);
  const put = usePutItems(catalogue, setDone);
  const made = useMemo(() => (table ? itemsOf(table, idColumn) : null), [table, idColumn]);
  const read = async (chosen: File | null) => {
    setFile(chosen);
    setTable(null);
    setWrong('');
    put.reset();
    if (!chosen) return;
    try {
      if (chosen.size > LARGEST_BYTES) throw new Error('The file has more than 20 MB: split it.');
      const found = tableOf(await chosen.text());
      setTable(found);
      setIdColumn(found.columns.find((one) => /^(id|sku|number|code)$/i.test(one)) ?? found.columns[0] ?? '');
    } catch (error) {
      setWrong(error instanceof Error ? error.message : String(error));
    }
  };
  if (put.isSuccess) {
    return (
      <Modal opened onClose={onClose} title="The file is in">
        <Stack>
          <Text size="sm">{counted(put.data, 'item is', 'items are')} in the catalogue as the file says.</Text>
          <Group justify="flex-end">
            <Button onClick={onClose}>Done</Button>
          </Group>
        </Stack>
      </Modal>
    );
  }
  const many = made?.items.length ?? 0;
  return (
    <Modal opened onClose={onClose} title="Upload a file" size="xl">
      <Stack>
        <FileInput
          label="File"
          description="CSV with a line of names above, or JSON. An item whose number is there already is replaced."
          accept=".csv,.tsv,.json,text/csv,application/json"
          placeholder="Choose a file"
          clearable
          value={file}
          error={wrong}
          onChange={(chosen) => void read(chosen)}
        />
        {table && made && (
          <>
            <NativeSelect
              label="The number of an item is in"
              data={table.columns}
              value={idColumn}
              onChange={({ currentTarget }) => setIdColumn(currentTarget.value)}
            />
            <Text size="sm" role="status">
              {counted(many, 'item')} with {counted(table.columns.length - 1, 'field')}.
              {many > SHOWN_ROWS ? ` The first ${SHOWN_ROWS}:` : ''}
            </Text>
            <Preview table={table} idColumn={idColumn} items={made.items.slice(0, SHOWN_ROWS)} />
            {made.left.length > 0 && (
              <Alert
                color="amber"
                variant="light"
                title={`${counted(made.left.length, 'line is', 'lines are')} left out`}
              >
                <List size="sm">
                  {made.left.slice(0, SHOWN_FAULTS).map((one) => (
                    <List.Item key={one}>{one}</List.Item>
                  ))}
                </List>
                {made.left.length > SHOWN_FAULTS && <Text size="sm">and {made.left.length - SHOWN_FAULTS} more</Text>}
              </Alert>
            )}
          </>
        )}
        {put.isPending && (
          <Progress value={(100 * done) / Math.max(1, many)} aria-label={`${done} of ${many} items are in`} />
        )}
        {put.error && (
          <>
            <Trouble error={put.error} />
            {done > 0 && <Text size="sm">{counted(done, 'item is', 'items are')} in; what follows them is not.</Text>}
          </>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            disabled={many === 0}
            loading={put.isPending}
            onClick={() => {
              setDone(0);
              put.mutate(made?.items ?? []);
            }}
          >
            {many > 0 ? `Put ${counted(many, 'item')} in` : 'Put them in'}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

interface PreviewProps {
  table: Read;
  idColumn: string;
  items: readonly { id: string; fields: Record<string, unknown> }[];
}

function Preview({ table, idColumn, items }: PreviewProps) {
  const fields = table.columns
    .filter((one) => one !== idColumn)
    .map(fieldNameOf)
    .filter(Boolean);
  return (
    <Box className={classes.scroll} tabIndex={0} role="region" aria-label="The first items">
      <Table fz="xs" withTableBorder>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Number</Table.Th>
            {fields.map((one) => (
              <Table.Th key={one} className={classes.mono}>
                {one}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map(({ id, fields: said }) => (
            <Table.Tr key={id}>
              <Table.Td>{id}</Table.Td>
              {fields.map((one) => (
                <Table.Td key={one}>{told(said[one])}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Box>
  );
}
