import { NativeSelect, NumberInput } from '@mantine/core';
import { useState } from 'react';
import classes from './Conditions.module.css';

const UNITS = { '1': 'minutes', '60': 'hours', '1440': 'days' };

interface Props {
  minutes: number;
  onChange: (minutes: number) => void;
  disabled?: boolean;
}

/** A length of time, in the largest unit that says it wholly. */
export function Span({ minutes, onChange, disabled }: Props) {
  const [unit, setUnit] = useState(minutes % 1_440 === 0 ? 1_440 : minutes % 60 === 0 ? 60 : 1);
  return (
    <>
      <NumberInput
        aria-label="How long"
        className={classes.number}
        min={1}
        allowDecimal={false}
        value={Math.max(1, Math.round(minutes / unit))}
        disabled={disabled}
        onChange={(count) => onChange(Math.max(1, Number(count) || 1) * unit)}
      />
      <NativeSelect
        aria-label="Unit"
        data={Object.entries(UNITS).map(([value, label]) => ({ value, label }))}
        value={String(unit)}
        disabled={disabled}
        onChange={({ currentTarget }) => {
          const next = Number(currentTarget.value);
          setUnit(next);
          onChange(Math.max(1, Math.round(minutes / unit)) * next);
        }}
      />
    </>
  );
}
