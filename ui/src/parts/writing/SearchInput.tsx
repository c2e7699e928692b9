import { TextInput, type TextInputProps } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';

interface Props extends Omit<TextInputProps, 'value' | 'onChange'> {
  /** What is searched by it. */
  label: string;
  value: string;
  /** Told once somebody pauses, for `settledMs`. */
  onChange: (words: string) => void;
  settledMs?: number;
}

/** Words to look for. What they are set to from elsewhere, such as the address, is shown as well. */
export function SearchInput({ label, value, onChange, settledMs = 250, ...rest }: Props) {
  const [words, setWords] = useState(value);
  useEffect(() => setWords(value), [value]);
  const say = useDebouncedCallback(onChange, settledMs);
  return (
    <TextInput
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={16} aria-hidden />}
      {...rest}
      value={words}
      onChange={({ currentTarget }) => {
        setWords(currentTarget.value);
        say(currentTarget.value);
      }}
    />
  );
}
