import { Autocomplete, NativeSelect, Select, Text } from '@mantine/core';
import { WholeInput } from '@/parts/writing/WholeInput';
import classes from './Conditions.module.css';
import { CHOICES, type Comparison, valueFor } from './comparisons';
import { definitionOf, useAttributes, useComputed, useEvents, useSegments } from './known';
import { asName } from './names';
import { Span } from './Span';
import type { Condition } from './tree';
import { ValueInput } from './ValueInput';
import { sequenceOf } from './words';

/** As far as what people did is looked back on. */
const YEAR_MINUTES = 525_600;

interface Props<One extends Condition> {
  condition: One;
  onChange: (condition: One) => void;
  disabled?: boolean;
}

/** One condition, as a sentence with gaps. */
export function ConditionEditor({ condition, onChange, disabled }: Props<Condition>) {
  const attributes = useAttributes();
  const events = useEvents();
  const computed = useComputed();
  switch (condition.kind) {
    case 'did':
      return <DidEditor condition={condition} onChange={onChange} events={events} disabled={disabled} />;
    case 'in_segment':
      return <InSegmentEditor condition={condition} onChange={onChange} disabled={disabled} />;
    case 'in_order':
      return <Text size="sm">They {sequenceOf(condition)}</Text>;
    case 'computed':
      return (
        <div className={classes.fields}>
          <Autocomplete
            aria-label="Property"
            placeholder="Property"
            className={classes.name}
            data={computed}
            value={condition.property}
            disabled={disabled}
            onChange={(typed) => onChange({ ...condition, property: asName(typed) })}
          />
          <Compared condition={condition} type="number" onChange={onChange} disabled={disabled} />
        </div>
      );
    default: {
      const one = condition as Extract<Condition, { attribute: string }>;
      const type = attributes.find(({ name }) => name === one.attribute)?.type;
      return (
        <div className={classes.fields}>
          <Autocomplete
            aria-label="Attribute"
            placeholder="Attribute"
            className={classes.name}
            data={attributes.map(({ name }) => name)}
            value={one.attribute}
            disabled={disabled}
            onChange={(typed) => onChange({ ...one, attribute: asName(typed) })}
          />
          <Compared condition={one} type={type} onChange={onChange} disabled={disabled} />
        </div>
      );
    }
  }
}

type WithValue = Extract<Condition, { is: Comparison }>;

function Compared({ condition, type, onChange, disabled }: Props<WithValue> & { type?: string }) {
  return (
    <>
      <NativeSelect
        aria-label="Comparison"
        data={CHOICES}
        value={condition.is}
        disabled={disabled}
        onChange={({ currentTarget }) => {
          const is = currentTarget.value as Comparison;
          onChange({ ...condition, is, value: valueFor(is, condition.value) });
        }}
      />
      <ValueInput
        is={condition.is}
        value={condition.value ?? null}
        type={type}
        disabled={disabled}
        onChange={(value) => onChange({ ...condition, value })}
      />
    </>
  );
}

type Did = Extract<Condition, { kind?: 'did'; event: string }>;
type Often = 'at_least' | 'at_most' | 'never';

function DidEditor({ condition, events, onChange, disabled }: Props<Did> & { events: string[] }) {
  const often: Often = condition.at_least != null ? 'at_least' : condition.at_most === 0 ? 'never' : 'at_most';
  const count = condition.at_least ?? condition.at_most ?? 1;
  const say = (how: Often, times: number) =>
    onChange({
      ...condition,
      at_least: how === 'at_least' ? Math.max(1, times) : null,
      at_most: how === 'at_most' ? Math.max(1, times) : how === 'never' ? 0 : null,
    });
  const filters = condition.where?.length ?? 0;
  return (
    <div className={classes.fields}>
      <NativeSelect
        aria-label="How often"
        data={[
          { value: 'at_least', label: 'did at least' },
          { value: 'at_most', label: 'did at most' },
          { value: 'never', label: 'never did' },
        ]}
        value={often}
        disabled={disabled}
        onChange={({ currentTarget }) => say(currentTarget.value as Often, count)}
      />
      {often !== 'never' && (
        <WholeInput
          aria-label="Times"
          className={classes.number}
          min={1}
          max={10_000}
          unit="×"
          value={count}
          disabled={disabled}
          onChange={(times) => say(often, times)}
        />
      )}
      <Autocomplete
        aria-label="Event"
        placeholder="Event, such as order_placed"
        className={classes.name}
        data={events}
        value={condition.event}
        disabled={disabled}
        maxLength={64}
        onChange={(typed) => onChange({ ...condition, event: asName(typed) })}
      />
      <Text size="sm">in the last</Text>
      <Span
        minutes={condition.within_minutes ?? 43_200}
        most={YEAR_MINUTES}
        disabled={disabled}
        onChange={(within_minutes) => onChange({ ...condition, within_minutes })}
      />
      {filters > 0 && (
        <Text size="sm" c="dimmed">
          and {filters === 1 ? 'one thing' : `${filters} things`} about it
        </Text>
      )}
    </div>
  );
}

function InSegmentEditor({ condition, onChange, disabled }: Props<Extract<Condition, { segment: string }>>) {
  const segments = useSegments().data ?? [];
  return (
    <div className={classes.fields}>
      <Text size="sm">are in</Text>
      <Select
        aria-label="Segment"
        className={classes.value}
        placeholder="Which segment"
        searchable
        nothingFoundMessage="No segment is called that"
        data={segments.map((one) => ({ value: one.id, label: definitionOf(one).name }))}
        value={condition.segment || null}
        disabled={disabled}
        onChange={(segment) => onChange({ ...condition, segment: segment ?? '' })}
      />
    </div>
  );
}
