import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { WholeInput } from '@/parts/writing/WholeInput';
import classes from './Conditions.module.css';

const CENTURY_MINUTES = 52_560_000;
const UNITS = { '1': 'minutes', '60': 'hours', '1440': 'days' };

interface Props {
  minutes: number;
  onChange: (minutes: number) => void;
  disabled?: boolean;
  /** The most minutes that are taken. */
  most?: number;
}

/** A length of time, in the largest unit that says it wholly. */
export function Span({ minutes, onChange, disabled, most = CENTURY_MINUTES }: Props) {
  const fitting = minutes % 1_440 === 0 ? 1_440 : minutes % 60 === 0 ? 60 : 1;
  const [chosen, setChosen] = useState(fitting);
  const unit = minutes % chosen === 0 ? chosen : fitting;
  const say = (count: number, of: number) => onChange(Math.min(Math.floor(most / of), Math.max(1, count)) * of);
  return (
    <>
      <WholeInput
        key={unit}
        aria-label="How long"
        className={classes.number}
        min={1}
        max={Math.floor(most / unit)}
        value={minutes / unit}
        disabled={disabled}
        onChange={(count) => say(count, unit)}
      />
      <NativeSelect
        aria-label="Unit"
        data={Object.entries(UNITS).map(([value, label]) => ({ value, label }))}
        value={String(unit)}
        disabled={disabled}
        onChange={({ currentTarget }) => {
          const next = Number(currentTarget.value);
          setChosen(next);
          say(minutes / unit, next);
        }}
      />
    </>
  );
}
