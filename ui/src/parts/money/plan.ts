/** What a campaign was to spend in a stretch of time, by its plan as it is now. */
import type { Budget } from '@/api/types';

interface Flight {
  starts_at: string | null;
  ends_at: string | null;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** In units of its currency, for drawing; null where nothing is planned for just that time. */
export type Plan = (fromAt: string, toAt: string) => number | null;

export function planOf({ pace, today }: Budget, flight: Flight): Plan | undefined {
  if (!pace || pace.mode === 'asap' || pace.status === 'unpaced') return undefined;
  const daily = today?.budget ? Number(today.budget) : null;
  if (daily !== null) {
    return (fromAt, toAt) => {
      const [from, to] = [Date.parse(fromAt), Date.parse(toAt)];
      if (!overlaps(from, to, flight)) return null;
      const isToday = pace.starts_at !== null && from === Date.parse(pace.starts_at);
      if (isToday && pace.ends_at !== null && to < Date.parse(pace.ends_at)) return Number(pace.planned);
      if (to - from > HOUR_MS) return daily; // a day, be it of 23 hours
      return pace.mode === 'even' ? (daily * (to - from)) / DAY_MS : null;
    };
  }
  if (pace.mode !== 'even' || pace.starts_at === null || pace.ends_at === null) return undefined;
  const [starts, ends, amount] = [Date.parse(pace.starts_at), Date.parse(pace.ends_at), Number(pace.amount)];
  return (fromAt, toAt) => {
    const inside = Math.min(ends, Date.parse(toAt)) - Math.max(starts, Date.parse(fromAt));
    return inside > 0 ? (amount * inside) / (ends - starts) : null;
  };
}

function overlaps(from: number, to: number, { starts_at, ends_at }: Flight): boolean {
  return (!starts_at || to > Date.parse(starts_at)) && (!ends_at || from < Date.parse(ends_at));
}
