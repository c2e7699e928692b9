import { Box, Table, Text } from '@mantine/core';
import { counted } from '@/parts/words/counted';
import classes from './Imports.module.css';
import { type Import, reasonOf } from './words';

const ROWS_NAMED = 20;

/** What was wrong, with how many rows, and the first of them by their number in a spreadsheet. */
export function Reasons({ of }: { of: Pick<Import, 'reasons' | 'first_errors'> }) {
  const { reasons = [], first_errors: first = [] } = of;
  return (
    <Box className={classes.scroll} tabIndex={0} role="region" aria-label="What is wrong, by column">
      <Table fz="sm" verticalSpacing="xs" horizontalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Column</Table.Th>
            <Table.Th>What is wrong</Table.Th>
            <Table.Th>Rows</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {reasons.map((reason) => {
            const { column, message, taken, rows } = reason;
            const named = first.filter((one) => one.column === column && one.message === message);
            return (
              <Table.Tr key={`${column} ${message} ${taken}`}>
                <Table.Td className={classes.column}>{column || 'The row'}</Table.Td>
                <Table.Td>
                  {reasonOf(reason)}
                  {taken && ' The rest of the row is taken in.'}
                </Table.Td>
                <Table.Td>
                  {counted(rows, 'row')}
                  {named.length > 0 && (
                    <Text size="xs" c="dimmed">
                      {named.length < rows ? 'the first: ' : named.length === 1 ? 'number ' : 'numbers '}
                      {named.map(({ row }) => row).join(', ')}
                    </Text>
                  )}
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
      {first.length >= ROWS_NAMED && (
        <Text size="xs" c="dimmed" mt="xs">
          Rows are numbered as a spreadsheet does it: the headings are row 1.
        </Text>
      )}
    </Box>
  );
}
