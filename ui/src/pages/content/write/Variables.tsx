import { Badge, Drawer, Loader, SegmentedControl, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { nameOfContact } from '@/parts/persons/persons';
import { Trouble } from '@/parts/states/Trouble';
import { counted } from '@/parts/words/counted';
import { told } from '@/parts/words/values';
import { type Variables as Known, useAnybody, useVariables } from '../queries';
import { type Entry, entriesOf, KINDS, type Kind } from './entries';
import classes from './Variables.module.css';

interface Props {
  isOpen: boolean;
  /** Whose values are shown beside their names; null for anybody's. */
  personId: string | null;
  personName: string;
  onInsert: (text: string) => void;
  onClose: () => void;
}

/** Everything a message may read and do, to be put in where one was writing. */
export function Variables({ isOpen, personId, personName, onInsert, onClose }: Props) {
  const anybody = useAnybody();
  const { data, error, refetch } = useVariables(personId ?? anybody?.person_id ?? null);
  const whose = personId ? personName : anybody ? nameOfContact(anybody) : '';
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      position="right"
      size="md"
      title="Values, blocks and Liquid"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {error && !data && <Trouble error={error} onRetry={refetch} />}
      {!data && !error && <Loader type="dots" aria-label="Loading" />}
      {data && <Browser known={data} whose={whose} onInsert={onInsert} />}
    </Drawer>
  );
}

function Browser({ known, whose, onInsert }: { known: Known; whose: string; onInsert: (text: string) => void }) {
  const [words, setWords] = useState('');
  const [kind, setKind] = useState<Kind>('values');
  const entries = entriesOf(known)[kind];
  const wanted = words.trim().toLowerCase();
  const found = entries.filter(({ name, note }) => `${name} ${note}`.toLowerCase().includes(wanted));
  return (
    <Stack gap="sm">
      <TextInput
        type="search"
        aria-label="Look for"
        placeholder="Look for a value"
        data-autofocus
        leftSection={<IconSearch size={16} aria-hidden />}
        value={words}
        onChange={({ currentTarget }) => setWords(currentTarget.value)}
      />
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label="What to put in"
        data={Object.entries(KINDS).map(([value, label]) => ({ value, label }))}
        value={kind}
        onChange={(value) => setKind(value as Kind)}
      />
      <Text size="xs" c="dimmed" role="status">
        {counted(found.length, KINDS[kind].toLowerCase().slice(0, -1), KINDS[kind].toLowerCase())}
        {kind === 'values' && whose && `, with what ${whose} has`}. One is put in where you were writing.
      </Text>
      <ul className={classes.entries}>
        {found.map((entry) => (
          <li key={entry.name}>
            <One entry={entry} onInsert={onInsert} />
          </li>
        ))}
      </ul>
    </Stack>
  );
}

function One({ entry, onInsert }: { entry: Entry; onInsert: (text: string) => void }) {
  return (
    <UnstyledButton className={classes.entry} onClick={() => onInsert(entry.text)}>
      <span className={classes.name}>{entry.name}</span>
      {entry.type && (
        <Badge size="xs" variant="light" color="gray" tt="none">
          {entry.type}
        </Badge>
      )}
      {entry.note && (
        <Text span size="xs" c="dimmed" className={classes.note}>
          {entry.note}
        </Text>
      )}
      {entry.value !== undefined && (
        <Text span size="xs" className={classes.note}>
          {told(entry.value)}
        </Text>
      )}
    </UnstyledButton>
  );
}
