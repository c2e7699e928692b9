import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { plain } from './money';

const DECIMALS = 6;

interface Props {
  label: string;
  description?: string;
  currency: string;
  /** A decimal string, as the API has it. */
  value: string | null;
  onChange: (amount: string | null) => void;
  required?: boolean;
  error?: string;
  /** How many there may be: a single bill has nine. */
  decimals?: number;
}

/** An amount of money, digit by digit: no floating number is made of it. */
export function AmountInput({ decimals = DECIMALS, ...props }: Props) {
  const { label, description, currency, value, onChange, required, error } = props;
  const [typed, setTyped] = useState<string | null>(null);
  const isAmount = (text: string) => new RegExp(`^\\d{1,12}(\\.\\d{1,${decimals}})?$`).test(text);
  const shown = typed ?? value ?? '';
  const isOdd = shown !== '' && !isAmount(plain(shown));
  return (
    <TextInput
      label={label}
      description={description}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      inputMode="decimal"
      withAsterisk={required}
      rightSection={<span aria-hidden>{currency}</span>}
      rightSectionWidth={56}
      rightSectionPointerEvents="none"
      value={shown}
      error={isOdd ? 'Write an amount like 1250.00' : error}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        const amount = plain(currentTarget.value);
        if (amount === '') onChange(null);
        else if (isAmount(amount)) onChange(amount);
      }}
      onBlur={() => !isOdd && setTyped(null)}
    />
  );
}
