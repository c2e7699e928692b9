/** Days as "2027-03-01", by the reader's clock. */

import { readerZone } from '@/parts/time/When';
import { instantOf, wallOf } from '@/parts/time/zoned';
import { dateFormat } from '@/parts/words/formats';

export type Day = string;

const DAY_MS = 86_400_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

export function isDay(value: unknown): value is Day {
  return typeof value === 'string' && DAY.test(value) && !Number.isNaN(Date.parse(value));
}

/** The day on which an instant falls. */
export function dayOf(at: string, zone = readerZone()): Day {
  return wallOf(at, zone).slice(0, 10);
}

/** The last day of what ends at an instant: midnight still belongs to the day before. */
export function lastDayOf(endsAt: string, zone = readerZone()): Day {
  return dayOf(new Date(Date.parse(endsAt) - 1).toISOString(), zone);
}

export function today(): Day {
  return dayOf(new Date().toISOString());
}

export function later(day: Day, days: number): Day {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

export function between(from: Day, to: Day): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

/** Weeks begin on Monday. */
export function mondayOf(day: Day): Day {
  return later(day, -((new Date(day).getUTCDay() + 6) % 7));
}

export function weekFrom(monday: Day): Day[] {
  return Array.from({ length: 7 }, (_, at) => later(monday, at));
}

/** The Mondays of the weeks that a month lies in. */
export function mondaysOf(day: Day): Day[] {
  const first = `${day.slice(0, 7)}-01`;
  const mondays: Day[] = [];
  for (let monday = mondayOf(first); monday.slice(0, 7) <= day.slice(0, 7); monday = later(monday, 7)) {
    mondays.push(monday);
  }
  return mondays;
}

/** The first day of the month that many months on. */
export function monthLater(day: Day, months: number): Day {
  const [year = 0, month = 1] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10);
}

export function beginsAt(day: Day): string {
  return instantOf(`${day}T00:00`, readerZone());
}

/** The same hour of that many days on, by the clock of a zone: also across the day on which that is put forward or back. */
export function shifted(at: string, days: number, zone: string): string {
  const [day = '', hour = ''] = wallOf(at, zone).split('T');
  return instantOf(`${later(day, days)}T${hour}`, zone);
}

type Format = 'day' | 'weekday' | 'long' | 'month' | 'short';
const FORMATS: Record<Format, Intl.DateTimeFormatOptions> = {
  day: { day: 'numeric' },
  weekday: { weekday: 'short' },
  long: { weekday: 'long', day: 'numeric', month: 'long' },
  month: { month: 'long', year: 'numeric' },
  short: { day: 'numeric', month: 'short' },
};

export function said(day: Day, format: Format): string {
  return dateFormat({ ...FORMATS[format], timeZone: 'UTC' }).format(new Date(day));
}
