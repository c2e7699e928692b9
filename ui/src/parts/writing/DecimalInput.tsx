import { TextInput, type TextInputProps } from '@mantine/core';
import { type Reading, useTyped } from './useTyped';

type Props = Omit<TextInputProps, 'value' | 'onChange' | 'onBlur' | 'onKeyDown' | 'ref'> & {
  value: number | null;
  onChange: (value: number | null) => void;
};

/** What somebody typed: "1.5" and "1,5" are one and a half; "1,000" might be a thousand of it, and is none. */
function readDecimal(typed: string): Reading<number | null> {
  const text = typed.trim();
  if (text === '') return { value: null, fault: null };
  if (/^-?\d{1,3},\d{3}$/.test(text)) return { value: null, fault: 'Not taken: write it with a point, or without' };
  if (/^-?\d+([.,]\d+)?$/.test(text)) return { value: Number(text.replace(',', '.')), fault: null };
  return { value: null, fault: 'Not taken: write a number, such as 12 or 0.5' };
}

/** A number with or without a fraction; nothing is null. What is none stays where it was typed, is marked, and changes nothing. */
export function DecimalInput({ value, onChange, error, ...rest }: Props) {
  const { typed, fault, props } = useTyped<number | null>({ value, read: readDecimal, onChange });
  return <TextInput inputMode="decimal" {...rest} {...props} value={typed ?? value ?? ''} error={fault ?? error} />;
}
