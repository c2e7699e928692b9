import { TextInput, type TextInputProps } from '@mantine/core';
import { useInsertion } from './insertion';

interface Props extends Omit<TextInputProps, 'value' | 'onChange'> {
  value: string;
  onChange: (value: string) => void;
}

/** One line with Liquid in it: values go in at its cursor. */
export function LineInput({ value, onChange, ...rest }: Props) {
  const insertion = useInsertion(value, onChange);
  return (
    <TextInput
      {...rest}
      {...insertion}
      maxLength={4_000}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}
