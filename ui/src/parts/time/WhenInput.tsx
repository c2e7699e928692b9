import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { cityOf, readerZone, When } from './When';
import { instantOf, wallOf } from './zoned';

interface Props {
  label: string;
  /** ISO 8601; null where nothing is said. */
  value: string | null;
  onChange: (at: string | null) => void;
  /** Whose clock is set: the campaign's. */
  zone: string;
  /** What it means to say nothing. */
  none: string;
  error?: string;
  disabled?: boolean;
}

/** An instant by the clock of a time zone; what the reader's own clock shows then is said below. */
export function WhenInput({ label, value, onChange, zone, none, error, disabled }: Props) {
  const [typed, setTyped] = useState<string | null>(null); // what is half typed is no time yet
  const shown = typed ?? (value ? wallOf(value, zone) : '');
  const said = !value ? none : zone === readerZone() ? `${cityOf(zone)} time` : <Both at={value} zone={zone} />;
  return (
    <TextInput
      type="datetime-local"
      label={label}
      description={said}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      value={shown}
      max="2099-12-31T23:59"
      error={error}
      disabled={disabled}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        if (currentTarget.value) onChange(instantOf(currentTarget.value, zone));
        else if (!currentTarget.validity?.badInput) onChange(null);
      }}
      onBlur={() => setTyped(null)}
    />
  );
}

function Both({ at, zone }: { at: string; zone: string }) {
  return (
    <>
      {cityOf(zone)} time; yours: <When at={at} zone={readerZone()} />
    </>
  );
}
