import { TextInput } from '@mantine/core';
import { useTyped } from '@/parts/writing/useTyped';
import { readAmount } from './money';

interface Props {
  label: string;
  description?: string;
  currency: string;
  /** A decimal string, as the API has it. */
  value: string | null;
  /** Hears of an amount once it is whole: when the field is left, on Enter, or after a pause. Never of what is odd. */
  onChange: (amount: string | null) => void;
  required?: boolean;
  error?: string;
  /** How many there may be: a single bill has nine. */
  decimals?: number;
}

/** An amount of money, digit by digit: no floating number is made of it. */
export function AmountInput({ label, description, currency, value, onChange, required, error, decimals }: Props) {
  const { typed, fault, props } = useTyped<string | null>({
    value,
    read: (text) => {
      const { amount, fault } = readAmount(text, decimals);
      return { value: amount, fault };
    },
    onChange,
  });
  return (
    <TextInput
      {...props}
      label={label}
      description={description}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      inputMode="decimal"
      withAsterisk={required}
      rightSection={<span aria-hidden>{currency}</span>}
      rightSectionWidth={56}
      rightSectionPointerEvents="none"
      value={typed ?? value ?? ''}
      error={fault ?? error}
    />
  );
}
