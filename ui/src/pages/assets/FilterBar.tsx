import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { PickSeveral } from '@/parts/writing/PickSeveral';
import classes from './AssetsPage.module.css';
import { type Filters, isFiltered, ORDERS, type Order, trimmed } from './filters';
import { useTags } from './queries';
import { RIGHTS, type RightsState, STATE_TITLES, TYPES } from './words';

const SETTLED_MS = 250;

interface Props {
  filters: Filters;
  onChange: (filters: Filters) => void;
}

export function FilterBar({ filters, onChange }: Props) {
  const { data: tags = [] } = useTags();
  const [words, setWords] = useState(filters.text ?? '');
  useEffect(() => setWords(filters.text ?? ''), [filters.text]);
  const search = useDebouncedCallback((text: string) => onChange(trimmed({ ...filters, text })), SETTLED_MS);
  const say = (change: Filters) => onChange(trimmed({ ...filters, ...change }));
  const known = [...tags, ...(filters.tag ?? []).filter((tag) => !tags.some((one) => one.tag === tag)).map(alone)];
  return (
    <Group gap="sm" mb="md" role="search" aria-label="Assets">
      <TextInput
        type="search"
        aria-label="Name"
        placeholder="Name"
        leftSection={<IconSearch size={16} aria-hidden />}
        className={classes.words}
        value={words}
        onChange={({ currentTarget: { value } }) => {
          setWords(value);
          search(value);
        }}
      />
      <PickSeveral
        label="Kind"
        any="Any kind"
        options={TYPES}
        value={filters.type ?? []}
        onChange={(type) => say({ type })}
      />
      <PickSeveral
        label="State"
        any="Any state"
        options={STATE_TITLES}
        value={filters.status ?? []}
        onChange={(status) => say({ status })}
      />
      <NativeSelect
        aria-label="Rights"
        data={[
          { value: '', label: 'Any rights' },
          ...Object.entries(RIGHTS).map(([value, { title }]) => ({ value, label: `Rights: ${title.toLowerCase()}` })),
        ]}
        value={filters.rights ?? ''}
        onChange={({ currentTarget: { value } }) => say({ rights: (value || undefined) as RightsState | undefined })}
      />
      {known.length > 0 && (
        <PickSeveral
          label="Tags, all of which it has"
          any="Any tags"
          options={Object.fromEntries(known.map(({ tag, assets }) => [tag, assets ? `${tag} (${assets})` : tag]))}
          value={filters.tag ?? []}
          onChange={(tag) => say({ tag })}
        />
      )}
      <NativeSelect
        aria-label="Order"
        data={Object.entries(ORDERS).map(([value, label]) => ({ value, label }))}
        value={filters.sort ?? '-created_at'}
        onChange={({ currentTarget: { value } }) => say({ sort: value === 'name' ? (value as Order) : undefined })}
      />
      {isFiltered(filters) && (
        <Button
          variant="subtle"
          size="sm"
          onClick={() => onChange(trimmed({ folder: filters.folder, sort: filters.sort, view: filters.view }))}
        >
          Clear
        </Button>
      )}
    </Group>
  );
}

function alone(tag: string) {
  return { tag, assets: 0 };
}
