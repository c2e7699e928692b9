/** Numbers as people read them. */
import { Tooltip } from '@mantine/core';
import { shownMoney } from '@/parts/money/money';
import { numberFormat } from './formats';

interface MoneyProps {
  /** A decimal string, as the API sends it. */
  amount: string | null | undefined;
  currency: string;
  decimals?: number;
  none?: string;
}

export function Money({ amount, currency, decimals, none = '–' }: MoneyProps) {
  return <span>{amount == null ? none : shownMoney(amount, currency, decimals)}</span>;
}

interface CountProps {
  value: number | null | undefined;
  /** "12.3K", with the whole number one hover away. */
  isShort?: boolean;
  none?: string;
}

export function Count({ value, isShort = false, none = '–' }: CountProps) {
  if (value == null) return <span>{none}</span>;
  const whole = numberFormat({}).format(value);
  if (!isShort || Math.abs(value) < 10_000) return <span>{whole}</span>;
  const short = numberFormat({ notation: 'compact', maximumFractionDigits: 1 }).format(value);
  return (
    <Tooltip label={whole}>
      <span>{short}</span>
    </Tooltip>
  );
}

/** 0.123 as "12.3%". */
export function Share({ value, none = '–' }: { value: number | null | undefined; none?: string }) {
  if (value == null) return <span>{none}</span>;
  const format = numberFormat({ style: 'percent', maximumFractionDigits: 1 });
  return <span>{format.format(value)}</span>;
}
