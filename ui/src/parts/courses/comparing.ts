/** One number held against an earlier one, in words. */
import { numberFormat } from '@/parts/words/formats';

/** Amounts are more or less, what is counted is more or fewer. */
export type Way = 'amount' | 'count';

const percent = numberFormat({ style: 'percent', maximumFractionDigits: 0 });
const times = numberFormat({ maximumFractionDigits: 1 });
const TIMES_FROM = 3;

/** "12% more than", "as much as", "where there was nothing"; what follows names the other. */
export function compared(now: bigint, before: bigint, way: Way): string {
  if (before === 0n) return now === 0n ? 'and nothing' : 'where there was nothing';
  if (now === before) return way === 'amount' ? 'as much as' : 'as many as';
  const share = changeOf(now, before) ?? 0;
  if (share >= TIMES_FROM - 1) return `${times.format(share + 1)} times what there was`;
  const less = way === 'amount' ? 'less than' : 'fewer than';
  if (Math.abs(share) < 0.005) return share > 0 ? 'hardly more than' : `hardly ${less}`;
  return `${percent.format(Math.abs(share))} ${share > 0 ? 'more than' : less}`;
}

/** 0.12 where there is 12% more than before; null where there was nothing. */
export function changeOf(now: bigint, before: bigint): number | null {
  return before === 0n ? null : Number(((now - before) * 1_000_000n) / before) / 1_000_000;
}

export function counted(count: number): string {
  return numberFormat({}).format(count);
}
