/**
 * Amounts, exactly. The API sends them as decimal strings ("12.50"); to reckon with them they become whole micros, as the API
 * itself has them, and never a floating number.
 */
import { numberFormat } from '@/parts/words/formats';

const DECIMALS = 6;
/** Before the point; how much a field may hold at most is said where it is saved. */
const MOST_DIGITS = 12;

/** "12.50" as 12500000n. */
export function microsOf(amount: string): bigint {
  const [whole = '0', part = ''] = amount.split('.');
  const micros = BigInt(whole.replace('-', '') + part.slice(0, DECIMALS).padEnd(DECIMALS, '0'));
  return amount.startsWith('-') ? -micros : micros;
}

/** 12500000n as "12.50", as the API takes it. */
export function amountOf(micros: bigint): string {
  const digits = (micros < 0n ? -micros : micros).toString().padStart(DECIMALS + 1, '0');
  const part = digits.slice(-DECIMALS).replace(/0+$/, '').padEnd(2, '0');
  return `${micros < 0n ? '-' : ''}${digits.slice(0, -DECIMALS)}.${part}`;
}

/** How much of the whole, between 0 and 1; 0 of nothing. */
export function shareOf(part: string, whole: string): number {
  const all = microsOf(whole);
  return all === 0n ? 0 : Number((microsOf(part) * 10_000n) / all) / 10_000;
}

/** "$1,250.00". Prices of single impressions keep their digits with `decimals`. */
export function shownMoney(amount: string, currency: string, decimals = 2): string {
  const format = numberFormat({
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: 2,
    maximumFractionDigits: decimals,
  });
  return format.format(amount as Intl.StringNumericLiteral); // a string is formatted digit by digit
}

export interface Reading {
  /** As the API writes it; null where nothing was typed, or nothing one could be sure of. */
  amount: string | null;
  /** Why one cannot be sure, and what to type instead. */
  fault: string | null;
}

/** Some read a thousand in it, others three decimals. Behind a lone 0 nobody reads a thousand. */
const TWO_THINGS = /^(?!0[.,])(\d+)[.,](\d{3})$/;
const CENTS_BEHIND_A_COMMA = /^\d+,\d{1,2}$/;
const GROUPED_BY_COMMAS = /^[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/;
const GROUPED_BY_POINTS = /^[1-9]\d{0,2}(\.\d{3})+(,\d*)?$/;

/** What somebody typed: "1 250,50", "1,250.50" and "1.250,50" are 1250.50, and "1.250" is asked about. */
export function readAmount(typed: string, decimals = DECIMALS): Reading {
  const text = typed.replaceAll(/[\s'’]/g, '').replace(/[.,]$/, '');
  if (text === '') return { amount: null, fault: null };
  const [, whole, part] = TWO_THINGS.exec(text) ?? [];
  if (whole && part) {
    const cents = part.replace(/0+$/, '').padEnd(2, '0');
    const exact = cents.length === 3 ? `${cents}0` : cents;
    return { amount: null, fault: `That may mean two things: write ${whole}${part}, or ${whole}.${exact}` };
  }
  const amount = withoutGroups(text);
  const [isAmount, digits = ''] = new RegExp(`^(\\d+)(?:\\.\\d{1,${decimals}})?$`).exec(amount) ?? [];
  if (!isAmount) return { amount: null, fault: 'Write an amount like 1250.00' };
  if (digits.length > MOST_DIGITS) return { amount: null, fault: 'That is too much: write a smaller amount' };
  return { amount, fault: null };
}

function withoutGroups(text: string): string {
  if (GROUPED_BY_COMMAS.test(text)) return text.replaceAll(',', '');
  if (GROUPED_BY_POINTS.test(text)) return text.replaceAll('.', '').replace(',', '.');
  return CENTS_BEHIND_A_COMMA.test(text) ? text.replace(',', '.') : text;
}

/** "€3.10 for each €1 spent" */
export function shownReturn(roas: string, currency: string): string {
  return `${shownMoney(roas, currency)} for each ${shownMoney('1', currency).replace(/[.,]00/, '')} spent`;
}
