import { MultiSelect } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { useMe } from '@/app/me';

const SETTLED_MS = 200;
const MOST = 20;

interface Person {
  id: string;
  name: string;
}

interface Props {
  people: readonly Person[];
  onChange: (people: Person[]) => void;
}

/** Colleagues who are told of a comment. */
export function Tell({ people, onChange }: Props) {
  const me = useMe();
  const [words, setWords] = useState('');
  const [settled] = useDebouncedValue(words.trim(), SETTLED_MS);
  const { data } = useQuery({
    queryKey: ['colleagues', 'named', settled],
    queryFn: ({ signal }) =>
      body(api.GET('/api/v1/workspace/colleagues', { params: { query: { q: settled, limit: MOST } }, signal })),
    placeholderData: (before) => before,
    staleTime: 60_000,
  });
  const found = (data?.items ?? []).filter(({ id, is_active }) => is_active && id !== me.user_id);
  const known = new Map([...people, ...found].map((one) => [one.id, one]));
  return (
    <MultiSelect
      aria-label="Tell"
      placeholder={people.length === 0 ? 'Tell somebody' : undefined}
      size="xs"
      searchable
      maxValues={MOST}
      searchValue={words}
      onSearchChange={setWords}
      data={[...known.values()].map(({ id, name }) => ({ value: id, label: name }))}
      value={people.map(({ id }) => id)}
      onChange={(ids) => onChange(ids.flatMap((id) => known.get(id) ?? []))}
      nothingFoundMessage="Nobody is called that"
    />
  );
}
