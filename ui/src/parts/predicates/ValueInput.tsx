import { NativeSelect, NumberInput, TagsInput, TextInput } from '@mantine/core';
import classes from './Conditions.module.css';
import { Span } from './Span';
import { type Comparison, type Value, WITH_LIST, WITH_MINUTES, WITH_NUMBER, WITHOUT_VALUE } from './tree';

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
  if (WITHOUT_VALUE.has(is)) return null;
  if (WITH_LIST.has(is)) {
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
  if (WITH_MINUTES.has(is)) return <Span minutes={Number(one) || 1} onChange={onChange} disabled={disabled} />;
  if (WITH_NUMBER.has(is) || type === 'number') {
    return (
      <NumberInput
        aria-label="Value"
        className={classes.value}
        value={typeof one === 'boolean' ? '' : one}
        disabled={disabled}
        onChange={(said) => said !== '' && onChange(Number(said))}
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

/** Of an attribute without a type, what looks like a number or a yes is one. */
export function read(word: string, type?: string): string | number | boolean {
  if (type && type !== 'number' && type !== 'boolean') return word;
  if (word === 'true' || word === 'false') return word === 'true';
  return /^-?(0|[1-9]\d{0,14})(\.\d*[1-9])?$/.test(word) ? Number(word) : word;
}
