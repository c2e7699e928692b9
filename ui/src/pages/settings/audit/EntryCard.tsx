import { Stack, Table, Text } from '@mantine/core';
import { Facts } from '@/parts/page/Facts';
import { useNames } from '@/parts/persons/colleagues';
import { When } from '@/parts/time/When';
import { numberFormat } from '@/parts/words/formats';
import { changesOf, type Entry, peopleIn, subjectOf } from './words';

/** One entry: what was there before, and what is there since. */
export function EntryCard({ entry }: { entry: Entry }) {
  const nameOf = useNames(peopleIn(entry));
  const changes = changesOf(entry, nameOf);
  return (
    <Stack>
      <Facts
        facts={[
          ['When', <When key="at" at={entry.at} />],
          ['What', subjectOf(entry)],
          ['Number in its chain', numberFormat({}).format(entry.sequence)],
        ]}
      />
      {changes.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing that people read was changed by it.
        </Text>
      ) : (
        <Table.ScrollContainer minWidth={480} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
          <Table verticalSpacing={6} layout="fixed">
            <Table.Thead>
              <Table.Tr>
                <Table.Th w="26%">Field</Table.Th>
                <Table.Th>Before</Table.Th>
                <Table.Th>Since</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody style={{ overflowWrap: 'anywhere' }}>
              {changes.map(({ name, before, after }) => (
                <Table.Tr key={name}>
                  <Table.Td>{name}</Table.Td>
                  <Table.Td>{before}</Table.Td>
                  <Table.Td>{after}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Stack>
  );
}
