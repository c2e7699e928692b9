import { TextInput, type TextInputProps } from '@mantine/core';
import type { KeyboardEvent } from 'react';
import { type Reading, useTyped } from './useTyped';

type Count =
  | { isOptional?: false; value: number; onChange: (count: number) => void }
  /** Nothing may be said: null. */
  | { isOptional: true; value: number | null; onChange: (count: number | null) => void };

type Props = Omit<TextInputProps, 'value' | 'onChange' | 'onBlur' | 'ref'> &
  Count & {
    min: number;
    max: number;
    /** What is counted, behind the number: "%". */
    unit?: string;
  };

const GROUPED = /^\d{1,3}([\s'’]\d{3})+$/;

/** What somebody typed: "12" and "10 000" are whole numbers, "1,5", "1e3" and "-2" are none. */
function readWhole(
  typed: string,
  { min, max, isOptional }: Pick<Props, 'min' | 'max' | 'isOptional'>,
): Reading<number | null> {
  const text = typed.trim();
  if (text === '' && isOptional) return { value: null, fault: null };
  const digits = GROUPED.test(text) ? text.replaceAll(/\D/g, '') : text;
  const count = Number(digits);
  if (/^\d+$/.test(digits) && count >= min && count <= max) return { value: count, fault: null };
  const fault = `Not taken: write a whole number from ${min} to ${max}${isOptional ? ', or nothing' : ''}`;
  return { value: null, fault };
}

/** A whole number within bounds. What is none stays where it was typed, is marked, and changes nothing. */
export function WholeInput({ value, onChange, min, max, isOptional, unit, error, onKeyDown, ...rest }: Props) {
  const { typed, fault, type, props } = useTyped<number | null>({
    value,
    read: (text) => readWhole(text, { min, max, isOptional }),
    onChange: onChange as (count: number | null) => void,
  });
  const step = (event: KeyboardEvent<HTMLInputElement>) => {
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!by || fault || rest.readOnly) return;
    event.preventDefault();
    const digits = typed?.replaceAll(/\D/g, '');
    const count = digits === undefined ? value : digits === '' ? null : Number(digits);
    type(String(count === null ? min : Math.min(max, Math.max(min, count + by))));
  };
  return (
    <TextInput
      inputMode="numeric"
      rightSection={unit && <span aria-hidden>{unit}</span>}
      rightSectionPointerEvents="none"
      {...rest}
      {...props}
      value={typed ?? value ?? ''}
      error={fault ?? error}
      onKeyDown={(event) => {
        onKeyDown?.(event);
        if (event.defaultPrevented) return;
        props.onKeyDown(event);
        step(event);
      }}
    />
  );
}
