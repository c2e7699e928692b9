import { TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTellHeldBack } from '@/parts/writing/heldBack';
import { cityOf, readerZone, When } from './When';
import { instantOf, isShownBy, wallOf } from './zoned';

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
  const fault =
    typed && !isShownBy(typed, zone)
      ? `Clocks in ${cityOf(zone)} leap over that time on that day: choose one before or after it`
      : null;
  const input = useRef<HTMLInputElement>(null);
  useTellHeldBack(fault ? 'odd' : null);
  useEffect(() => input.current?.setCustomValidity(fault ?? ''), [fault]); // a form is not sent with what is odd
  const said = !value ? none : zone === readerZone() ? `${cityOf(zone)} time` : <Both at={value} zone={zone} />;
  return (
    <TextInput
      ref={input}
      type="datetime-local"
      label={label}
      description={said}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      value={shown}
      max="2099-12-31T23:59"
      error={fault ?? error}
      disabled={disabled}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        const wall = currentTarget.value;
        if (wall && isShownBy(wall, zone)) onChange(instantOf(wall, zone));
        else if (!wall && !currentTarget.validity?.badInput) onChange(null);
      }}
      onBlur={() => !fault && setTyped(null)}
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
