import { Autocomplete, Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useNames } from '@/parts/persons/colleagues';
import type { Filters } from './filters';
import { useColleagues } from './queries';
import { SUBJECTS } from './words';

interface Props {
  filters: Filters;
  onChange: (filters: Filters) => void;
}

const SETTLED_MS = 200;

export function FilterBar({ filters, onChange }: Props) {
  const isFiltered = Object.values(filters).some(Boolean);
  return (
    <Group gap="sm" mb="md" role="search" aria-label="Audit">
      <NativeSelect
        aria-label="What it was done to"
        data={[
          { value: '', label: 'Anything' },
          ...Object.entries(SUBJECTS).map(([value, label]) => ({ value, label })),
        ]}
        value={filters.what ?? ''}
        onChange={({ currentTarget }) => onChange({ ...filters, what: currentTarget.value || undefined })}
      />
      <Who key={filters.who ?? ''} who={filters.who} onChange={(who) => onChange({ ...filters, who })} />
      <Day label="From" value={filters.from} onChange={(from) => onChange({ ...filters, from })} />
      <Day label="To" value={filters.to} onChange={(to) => onChange({ ...filters, to })} />
      {isFiltered && (
        <Button variant="subtle" onClick={() => onChange({})}>
          Clear
        </Button>
      )}
    </Group>
  );
}

function Who({ who, onChange }: { who?: string; onChange: (who?: string) => void }) {
  const nameOf = useNames(who ? [who] : []);
  const [words, setWords] = useState<string | null>(null);
  const [settled] = useDebouncedValue(words?.trim() ?? '', SETTLED_MS);
  const found = useColleagues(settled).data?.items ?? [];
  return (
    <Autocomplete
      aria-label="Who did it"
      placeholder="By anybody"
      data={[...new Set(found.map(({ name }) => name))]}
      filter={({ options }) => options}
      value={words ?? (who ? nameOf(who) : '')}
      onChange={(said) => {
        setWords(said);
        if (!said && who) onChange(undefined);
      }}
      onOptionSubmit={(name) => onChange(found.find((one) => one.name === name)?.id)}
    />
  );
}

function Day({ label, value, onChange }: { label: string; value?: string; onChange: (day?: string) => void }) {
  return (
    <Group gap={6} wrap="nowrap" component="label" fz="sm">
      {label}
      <TextInput
        type="date"
        value={value ?? ''}
        max="2099-12-31"
        onChange={({ currentTarget }) => onChange(currentTarget.value || undefined)}
      />
    </Group>
  );
}
