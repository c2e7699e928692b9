import { Autocomplete, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { meant } from '../content';
import { useKnown } from '../queries';
import { WAYS, type Way, wayOf } from './conditions';
import type { Condition } from './queries';

interface Props {
  when: Condition | null | undefined;
  segments: readonly { id: string; name: string }[];
  isReadOnly: boolean;
  onChange: (when: Condition | null) => void;
}

/** Whom a variant is for. */
export function WhenInput({ when, segments, isReadOnly, onChange }: Props) {
  const known = useKnown();
  const way = wayOf(when);
  const attributes = (known?.variables ?? [])
    .map(({ path }) => path)
    .filter((path) => path.startsWith('person.') && !OF_EVERYBODY.has(path))
    .map((path) => path.replace('person.', ''));
  const choose = (next: Way) => {
    if (next === 'everybody') onChange(null);
    if (next === 'segment' && segments[0]) onChange({ kind: 'in_segment', segment: segments[0].id });
    if (next === 'attribute') {
      onChange({ kind: 'attribute', attribute: attributes[0] ?? 'tier', is: 'is', value: 'gold' });
    }
  };
  const offered = (Object.keys(WAYS) as Way[]).filter(
    (one) => (one !== 'kept' || way === 'kept') && (one !== 'segment' || segments.length > 0 || way === 'segment'),
  );
  return (
    <Stack gap="xs">
      <NativeSelect
        label="For"
        disabled={isReadOnly}
        data={offered.map((value) => ({ value, label: WAYS[value] }))}
        value={way}
        onChange={({ currentTarget }) => choose(currentTarget.value as Way)}
      />
      {way === 'segment' && (
        <NativeSelect
          label="Segment"
          disabled={isReadOnly}
          data={segments.map(({ id, name }) => ({ value: id, label: name }))}
          value={String(when?.segment)}
          onChange={({ currentTarget }) => onChange({ kind: 'in_segment', segment: currentTarget.value })}
        />
      )}
      {way === 'attribute' && (
        <>
          <Autocomplete
            label="What is known of them"
            data={attributes}
            disabled={isReadOnly}
            value={String(when?.attribute ?? '')}
            onChange={(attribute) => onChange({ ...when, kind: 'attribute', attribute })}
          />
          <TextInput
            label="Is"
            description="Left empty, anything will do"
            readOnly={isReadOnly}
            value={when?.is === 'is' ? String(when.value ?? '') : ''}
            onChange={({ currentTarget: { value } }) => {
              const { value: _, ...rest } = when ?? { kind: 'attribute' };
              onChange(
                value
                  ? { ...rest, kind: 'attribute', is: 'is', value: meant(value) }
                  : { ...rest, kind: 'attribute', is: 'is_set' },
              );
            }}
          />
        </>
      )}
      {way === 'kept' && (
        <Text size="sm" c="dimmed">
          It was set by a program, and is kept as it is unless you choose something else.
        </Text>
      )}
    </Stack>
  );
}

const OF_EVERYBODY = new Set(['person.id', 'person.email', 'person.phone', 'person.locale', 'person.time_zone']);
