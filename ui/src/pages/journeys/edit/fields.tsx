/** Fields that several kinds of steps have. */
import { Autocomplete, Group, Select, Stack } from '@mantine/core';
import { useState } from 'react';
import { useEvents } from '@/parts/predicates/known';
import { asName } from '@/parts/predicates/names';
import type { Happening } from '@/parts/predicates/sentences';
import { WholeInput } from '@/parts/writing/WholeInput';

const UNITS = [
  { value: '1', label: 'minutes' },
  { value: '60', label: 'hours' },
  { value: '1440', label: 'days' },
];
const YEAR_MINUTES = 527_040;

interface LastingProps {
  label: string;
  minutes: number;
  onChange: (minutes: number) => void;
}

/** A while, in the largest unit that says it in whole numbers. What is none stays where it was typed, and changes nothing. */
export function LastingInput({ label, minutes, onChange }: LastingProps) {
  const fitting = minutes % 1_440 === 0 ? 1_440 : minutes % 60 === 0 ? 60 : 1;
  const [unit, setUnit] = useState(fitting);
  const shown = minutes % unit === 0 ? unit : fitting;
  return (
    <Group gap={6} align="flex-end" wrap="nowrap">
      <WholeInput
        key={shown}
        label={label}
        min={1}
        max={Math.floor(YEAR_MINUTES / shown)}
        value={minutes / shown}
        onChange={(count) => onChange(count * shown)}
        style={{ flex: 1 }}
      />
      <Select
        aria-label={`${label}: unit`}
        data={UNITS}
        value={String(shown)}
        allowDeselect={false}
        w={104}
        onChange={(value) => {
          setUnit(Number(value));
          onChange(Math.min(YEAR_MINUTES, (minutes / shown) * Number(value)));
        }}
      />
    </Group>
  );
}

interface HappeningProps {
  label: string;
  value: Happening;
  onChange: (value: Happening) => void;
}

/** An event by its name, among those that were described; properties it was given elsewhere stay. */
export function HappeningInput({ label, value, onChange }: HappeningProps) {
  const events = useEvents();
  return (
    <Stack gap={4}>
      <Autocomplete
        label={label}
        placeholder="purchase"
        data={events}
        value={value.event}
        maxLength={64}
        onChange={(typed) => onChange({ ...value, event: asName(typed) })}
      />
    </Stack>
  );
}
