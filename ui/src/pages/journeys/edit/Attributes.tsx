import { ActionIcon, Autocomplete, Button, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useAttributes } from '@/parts/predicates/known';
import { asName } from '@/parts/predicates/names';
import classes from './edit.module.css';

interface Props {
  value: Record<string, unknown>;
  onChange: (value: Record<string, unknown>) => void;
}

/** Attributes and what they become; one without a value is removed from the profile. */
export function Attributes({ value, onChange }: Props) {
  const attributes = useAttributes().map(({ name }) => name);
  // one that has no name yet is nowhere but here
  const [rows, setRows] = useState(() => Object.entries(value).map(([name, one]) => ({ name, value: one })));
  const say = (next: typeof rows) => {
    setRows(next);
    onChange(Object.fromEntries(next.filter(({ name }) => name).map(({ name, value: one }) => [name, one])));
  };
  const put = (at: number, change: Partial<(typeof rows)[number]>) =>
    say(rows.map((row, index) => (index === at ? { ...row, ...change } : row)));
  return (
    <>
      {rows.map((row, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: names are what is changed
        <div key={at} className={classes.row}>
          <Autocomplete
            label="Attribute"
            data={attributes}
            value={row.name}
            onChange={(typed) => put(at, { name: asName(typed) })}
          />
          <TextInput
            label="Becomes"
            placeholder="Nothing: removed"
            w={120}
            value={row.value === null ? '' : String(row.value)}
            onChange={({ currentTarget: { value: typed } }) => put(at, { value: typed === '' ? null : typed })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={`Leave ${row.name || 'it'} as it is`}
            onClick={() => say(rows.filter((_, index) => index !== at))}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <Button
        size="xs"
        variant="default"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => setRows([...rows, { name: '', value: '' }])}
      >
        Another attribute
      </Button>
    </>
  );
}
