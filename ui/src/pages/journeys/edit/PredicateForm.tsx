import {
  ActionIcon,
  Autocomplete,
  Button,
  Group,
  NumberInput,
  SegmentedControl,
  Select,
  TagsInput,
  Text,
  TextInput,
} from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { CHOICES, comparisonOf, read, valueFor } from '@/parts/predicates/comparisons';
import { useAttributes } from '@/parts/predicates/known';
import { type Attribute, type Did, type InSegment, type Predicate, predicateWords } from '@/parts/predicates/sentences';
import { useSegments } from '../queries';
import type { Names } from '../words';
import classes from './edit.module.css';
import { asName, HappeningInput, LastingInput } from './fields';
import { newCondition } from './operations';

type Simple = Attribute | Did | InSegment;

interface Props {
  label: string;
  value: Predicate;
  onChange: (value: Predicate) => void;
  names: Names;
}

const KINDS = [
  { value: 'attribute', label: 'Something we know' },
  { value: 'did', label: 'Something they did' },
  { value: 'in_segment', label: 'A segment' },
];

/** Of whom something is true: conditions that all hold, or any. What is built deeper is said, and kept as it is. */
export function PredicateForm({ label, value, onChange, names }: Props) {
  const flat = flattened(value);
  if (!flat) {
    return (
      <div className={classes.group}>
        <Text size="sm">{predicateWords(value, names)}</Text>
        <Text size="xs" c="dimmed">
          Groups within groups are kept as they are.
        </Text>
        <Button size="xs" variant="default" onClick={() => onChange(newCondition())}>
          Begin anew
        </Button>
      </div>
    );
  }
  const { join, of } = flat;
  const say = (conditions: readonly Simple[], how = join) => {
    const [first, ...more] = conditions;
    if (first) onChange(more.length > 0 ? { kind: how, of: [first, ...more] } : first);
  };
  return (
    <fieldset className={classes.group}>
      <Group justify="space-between" gap={6}>
        <Text component="legend" size="sm" fw={550}>
          {label}
        </Text>
        {of.length > 1 && (
          <SegmentedControl
            size="xs"
            aria-label={`${label}: how they are joined`}
            value={join}
            onChange={(how) => say(of, how as 'all' | 'any')}
            data={[
              { value: 'all', label: 'All' },
              { value: 'any', label: 'Any' },
            ]}
          />
        )}
      </Group>
      {of.map((one, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no names
        <div key={at} className={classes.group}>
          <div className={classes.row}>
            <Select
              aria-label="What it is about"
              size="xs"
              data={KINDS}
              value={one.kind}
              allowDeselect={false}
              onChange={(kind) => say(of.map((other, index) => (index === at ? begun(kind as Simple['kind']) : other)))}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label="Remove this condition"
              disabled={of.length === 1}
              onClick={() => say(of.filter((_, index) => index !== at))}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </div>
          <ConditionForm
            value={one}
            onChange={(next) => say(of.map((other, index) => (index === at ? next : other)))}
          />
        </div>
      ))}
      <Button
        size="xs"
        variant="subtle"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => say([...of, newCondition()])}
      >
        Another condition
      </Button>
    </fieldset>
  );
}

function ConditionForm({ value, onChange }: { value: Simple; onChange: (value: Simple) => void }) {
  const attributes = useAttributes().map(({ name }) => name);
  const segments = useSegments();
  if (value.kind === 'in_segment') {
    return (
      <Select
        aria-label="Segment"
        size="xs"
        searchable
        placeholder="Which segment"
        data={segments.data?.map(({ id, name }) => ({ value: id, label: name })) ?? []}
        value={value.segment || null}
        onChange={(segment) => onChange({ ...value, segment: segment ?? '' })}
      />
    );
  }
  if (value.kind === 'did') {
    return (
      <>
        <HappeningInput label="Event" value={value} onChange={(next) => onChange({ ...value, ...next })} />
        <NumberInput
          size="xs"
          label="How often at least; 0 for never"
          min={0}
          max={10_000}
          value={value.at_most === 0 ? 0 : (value.at_least ?? 1)}
          onChange={(typed) => {
            const { at_least: _, at_most: __, ...rest } = value;
            onChange(Number(typed) === 0 ? { ...rest, at_most: 0 } : { ...rest, at_least: Number(typed) });
          }}
        />
        <LastingInput
          label="Within the last"
          minutes={value.within_minutes ?? 43_200}
          onChange={(within_minutes) => onChange({ ...value, within_minutes })}
        />
      </>
    );
  }
  const { takes } = comparisonOf(value.is);
  return (
    <>
      <Autocomplete
        aria-label="What we know"
        size="xs"
        placeholder="tier"
        data={attributes}
        value={value.attribute}
        onChange={(typed) => onChange({ ...value, attribute: asName(typed) })}
      />
      <Select
        aria-label="Comparison"
        size="xs"
        data={CHOICES}
        value={value.is}
        allowDeselect={false}
        onChange={(is) => is && onChange({ ...value, is, value: valueFor(is, value.value) as Attribute['value'] })}
      />
      {takes === 'text' && (
        <TextInput
          aria-label="Value"
          size="xs"
          value={String(value.value ?? '')}
          onChange={({ currentTarget }) => onChange({ ...value, value: read(currentTarget.value) })}
        />
      )}
      {takes === 'number' && (
        <NumberInput
          aria-label="Value"
          size="xs"
          value={Number(value.value ?? 0)}
          onChange={(typed) => onChange({ ...value, value: Number(typed) })}
        />
      )}
      {takes === 'minutes' && (
        <LastingInput
          label="How long"
          minutes={Number(value.value) || 1_440}
          onChange={(minutes) => onChange({ ...value, value: minutes })}
        />
      )}
      {takes === 'list' && (
        <TagsInput
          aria-label="Values"
          size="xs"
          placeholder="Enter after each"
          value={(Array.isArray(value.value) ? value.value : []).map(String)}
          onChange={(typed) => onChange({ ...value, value: typed.map((word) => read(word)) })}
        />
      )}
    </>
  );
}

function begun(kind: Simple['kind']): Simple {
  if (kind === 'did') return { kind, event: '', at_least: 1, within_minutes: 43_200 };
  return kind === 'in_segment' ? { kind, segment: '' } : newCondition();
}

function flattened(value: Predicate): { join: 'all' | 'any'; of: Simple[] } | null {
  const of = value.kind === 'all' || value.kind === 'any' ? value.of : [value];
  const simple = of.filter((one): one is Simple => ['attribute', 'did', 'in_segment'].includes(one.kind));
  if (simple.length < of.length) return null;
  return { join: value.kind === 'any' ? 'any' : 'all', of: simple };
}
