import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { CampaignSort, Stage } from '@/api/types';
import { CHANNELS } from '@/parts/words/channels';
import { PickSeveral } from '@/parts/writing/PickSeveral';
import classes from './FilterBar.module.css';
import { type Filters, isFiltered, NEWEST, trimmed } from './filters';
import { SORTS, STAGES } from './words';

const SETTLED_MS = 250;
const STAGE_TITLES = Object.fromEntries(Object.entries(STAGES).map(([stage, { title }]) => [stage, title])) as Record<
  Stage,
  string
>;

interface Props {
  filters: Filters;
  onChange: (filters: Filters) => void;
}

export function FilterBar({ filters, onChange }: Props) {
  const [words, setWords] = useState(filters.q ?? '');
  useEffect(() => setWords(filters.q ?? ''), [filters.q]);
  const search = useDebouncedCallback((q: string) => onChange(trimmed({ ...filters, q })), SETTLED_MS);
  const say = (change: Filters) => onChange(trimmed({ ...filters, ...change }));
  return (
    <Group gap="sm" mb="md" role="search" aria-label="Campaigns">
      <TextInput
        aria-label="Name or advertiser"
        placeholder="Name or advertiser"
        leftSection={<IconSearch size={16} aria-hidden />}
        className={classes.words}
        value={words}
        onChange={({ currentTarget: { value } }) => {
          setWords(value);
          search(value);
        }}
      />
      <PickSeveral
        label="Stage"
        any="Any stage"
        options={STAGE_TITLES}
        value={filters.stage ?? []}
        onChange={(stage) => say({ stage })}
      />
      <PickSeveral
        label="Channel"
        any="Any channel"
        options={CHANNELS}
        value={filters.channel ?? []}
        onChange={(channel) => say({ channel })}
      />
      <NativeSelect
        aria-label="Order"
        data={Object.entries(SORTS).map(([value, label]) => ({ value, label }))}
        value={filters.sort ?? NEWEST}
        onChange={({ currentTarget: { value } }) =>
          say({ sort: value === NEWEST ? undefined : (value as CampaignSort) })
        }
      />
      {isFiltered(filters) && (
        <Button variant="subtle" size="sm" onClick={() => onChange(trimmed({ sort: filters.sort }))}>
          Clear
        </Button>
      )}
    </Group>
  );
}
