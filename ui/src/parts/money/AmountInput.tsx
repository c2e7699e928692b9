import { TextInput } from '@mantine/core';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTellHeldBack } from '@/parts/writing/heldBack';
import { readAmount } from './money';

const PAUSE_MS = 800;

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
  const [typed, setTyped] = useState<string | null>(null);
  const [isPending, setPending] = useState(false);
  const { amount, fault } = readAmount(typed ?? '', decimals);
  const input = useRef<HTMLInputElement>(null);
  const handOn = () => {
    if (!isPending || fault) return;
    setPending(false);
    onChange(amount);
  };
  const latest = useRef(handOn);
  latest.current = handOn;
  useTellHeldBack(fault ? 'odd' : isPending ? 'typing' : null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each key begins the pause anew
  useEffect(() => {
    if (!isPending) return;
    const timer = setTimeout(() => latest.current(), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, isPending]);
  useLayoutEffect(() => () => latest.current(), []);
  useEffect(() => input.current?.setCustomValidity(fault ?? ''), [fault]); // a form is not sent with what is odd
  return (
    <TextInput
      ref={input}
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
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        setPending(true);
      }}
      onKeyDown={({ key }) => key === 'Enter' && handOn()}
      onBlur={() => {
        handOn();
        if (!fault) setTyped(null);
      }}
    />
  );
}
