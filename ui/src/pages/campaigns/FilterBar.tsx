import { Button, Group, NativeSelect } from '@mantine/core';
import type { CampaignSort, Stage } from '@/api/types';
import { CHANNELS } from '@/parts/words/channels';
import { PickSeveral } from '@/parts/writing/PickSeveral';
import { SearchInput } from '@/parts/writing/SearchInput';
import classes from './FilterBar.module.css';
import { type Filters, isFiltered, NEWEST, trimmed } from './filters';
import { SORTS, STAGES } from './words';

const STAGE_TITLES = Object.fromEntries(Object.entries(STAGES).map(([stage, { title }]) => [stage, title])) as Record<
  Stage,
  string
>;

interface Props {
  filters: Filters;
  onChange: (filters: Filters) => void;
}

export function FilterBar({ filters, onChange }: Props) {
  const say = (change: Filters) => onChange(trimmed({ ...filters, ...change }));
  return (
    <Group gap="sm" mb="md" role="search" aria-label="Campaigns">
      <SearchInput
        label="Name or advertiser"
        className={classes.words}
        value={filters.q ?? ''}
        onChange={(q) => say({ q })}
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
