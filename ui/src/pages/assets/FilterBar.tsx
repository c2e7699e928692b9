import { Button, Group, NativeSelect } from '@mantine/core';
import { PickSeveral } from '@/parts/writing/PickSeveral';
import { SearchInput } from '@/parts/writing/SearchInput';
import classes from './AssetsPage.module.css';
import { type Filters, isFiltered, ORDERS, type Order, trimmed } from './filters';
import { useTags } from './queries';
import { RIGHTS, type RightsState, STATE_TITLES, TYPES } from './words';

interface Props {
  filters: Filters;
  onChange: (filters: Filters) => void;
}

export function FilterBar({ filters, onChange }: Props) {
  const { data: tags = [] } = useTags();
  const say = (change: Filters) => onChange(trimmed({ ...filters, ...change }));
  const known = [...tags, ...(filters.tag ?? []).filter((tag) => !tags.some((one) => one.tag === tag)).map(alone)];
  return (
    <Group gap="sm" mb="md" role="search" aria-label="Assets">
      <SearchInput
        type="search"
        label="Name"
        className={classes.words}
        value={filters.text ?? ''}
        onChange={(text) => say({ text })}
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
