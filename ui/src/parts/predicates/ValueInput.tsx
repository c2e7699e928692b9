import { NativeSelect, TagsInput, TextInput } from '@mantine/core';
import { DecimalInput } from '@/parts/writing/DecimalInput';
import classes from './Conditions.module.css';
import { type Comparison, comparisonOf, read, type Value } from './comparisons';
import { Span } from './Span';

interface Props {
  is: Comparison;
  value: Value | null;
  /** Of the attribute, where it is held to one. */
  type?: string;
  onChange: (value: Value) => void;
  disabled?: boolean;
}

/** What an attribute is held against. */
export function ValueInput({ is, value, type, onChange, disabled }: Props) {
  const { takes } = comparisonOf(is);
  if (takes === 'nothing') return null;
  if (takes === 'list') {
    return (
      <TagsInput
        aria-label="Values"
        placeholder="Each, then Enter"
        className={classes.value}
        value={Array.isArray(value) ? value.map(String) : []}
        disabled={disabled}
        onChange={(words) => onChange(words.map((word) => read(word, type)) as Value)}
      />
    );
  }
  const one = Array.isArray(value) ? '' : (value ?? '');
  if (takes === 'minutes') return <Span minutes={Number(one) || 1} onChange={onChange} disabled={disabled} />;
  if (takes === 'number' || type === 'number') {
    return (
      <DecimalInput
        aria-label="Value"
        className={classes.value}
        value={one === '' || typeof one === 'boolean' ? null : Number(one)}
        disabled={disabled}
        onChange={(said) => onChange(said ?? '')}
      />
    );
  }
  if (type === 'boolean') {
    return (
      <NativeSelect
        aria-label="Value"
        data={[
          { value: '', label: 'Choose' },
          { value: 'true', label: 'yes' },
          { value: 'false', label: 'no' },
        ]}
        value={String(one)}
        disabled={disabled}
        onChange={({ currentTarget }) => onChange(currentTarget.value === '' ? '' : currentTarget.value === 'true')}
      />
    );
  }
  const isDay = is === 'before' || is === 'after' || type === 'date';
  return (
    <TextInput
      aria-label="Value"
      type={isDay ? 'date' : 'text'}
      className={classes.value}
      maxLength={200}
      value={isDay ? String(one).slice(0, 10) : String(one)}
      disabled={disabled}
      onChange={({ currentTarget }) => onChange(read(currentTarget.value, isDay ? 'date' : type))}
    />
  );
}
