/** How spend and what it brought went over time, beside the period before: asked for, and said in a sentence. */

import { useQuery } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import type { Schemas } from '@/api/types';
import { microsOf, shownMoney } from '@/parts/money/money';
import { dateFormat } from '@/parts/words/formats';
import { compared, counted, type Way } from './comparing';

export type CourseReport = Schemas['CourseReport'];
export type Course = Schemas['CourseView'];
export type Figures = Schemas['CourseFigures'];

interface SpanWords {
  title: string;
  /** "in the last 7 days" */
  now: string;
  /** "than in the 7 days before" */
  before: string;
  by: Schemas['Grain'];
  /** How many whole ones come before the one under way. */
  back: number;
}

export const SPANS = {
  day: { title: '24 hours', now: 'in the last 24 hours', before: 'in the 24 hours before', by: 'hour', back: 23 },
  week: { title: '7 days', now: 'in the last 7 days', before: 'in the 7 days before', by: 'day', back: 6 },
  month: { title: '30 days', now: 'in the last 30 days', before: 'in the 30 days before', by: 'day', back: 29 },
} as const satisfies Record<string, SpanWords>;

export type Span = keyof typeof SPANS;

/** Of an address's query. */
export function spanOf(value: unknown): Span | undefined {
  return typeof value === 'string' && value in SPANS ? (value as Span) : undefined;
}

const LENGTH_MS = { hour: 3_600_000, day: 86_400_000 };
const LOOK_EVERY_MS = 60_000;

interface Wanted {
  span: Span;
  /** Whose days they are. */
  zone: string;
  /** All campaigns unless given. */
  campaignId?: string;
  isWanted?: boolean;
}

export function useCourse({ span, zone, campaignId, isWanted = true }: Wanted) {
  const { by, back } = SPANS[span];
  return useQuery({
    queryKey: ['course', campaignId ?? '', span, zone],
    queryFn: ({ signal }) => {
      const from = new Date(Date.now() - back * LENGTH_MS[by]).toISOString();
      return body(
        api.GET('/api/v1/reports/course', {
          params: { query: { by, time_zone: zone, from, campaign_id: campaignId } },
          signal,
        }),
      );
    },
    enabled: isWanted,
    refetchInterval: LOOK_EVERY_MS,
    placeholderData: (before, query) => (query?.queryKey[1] === (campaignId ?? '') ? before : undefined),
  });
}

interface MeasureWords {
  title: string;
  isMoney: boolean;
  /** Above nothing: "was spent", "clicks". */
  said: (figures: Figures, currency: string) => string;
  none: string;
  way: Way;
}

const many = (one: string, several: string) => (count: number) => `${counted(count)} ${count === 1 ? one : several}`;
const impressions = many('impression was paid for', 'impressions were paid for');
const clicks = many('click came of it', 'clicks came of it');
const conversions = many('conversion came of it', 'conversions came of it');

export const MEASURES = {
  spend: {
    title: 'Spend',
    isMoney: true,
    said: ({ spend }, currency) => `${shownMoney(spend, currency)} was spent`,
    none: 'Nothing was spent',
    way: 'amount',
  },
  billed_impressions: {
    title: 'Impressions',
    isMoney: false,
    said: (figures) => impressions(figures.billed_impressions),
    none: 'No impression was paid for',
    way: 'count',
  },
  clicks: {
    title: 'Clicks',
    isMoney: false,
    said: (figures) => clicks(figures.clicks),
    none: 'No click came of it',
    way: 'count',
  },
  conversions: {
    title: 'Conversions',
    isMoney: false,
    said: (figures) => conversions(figures.conversions),
    none: 'No conversion came of it',
    way: 'count',
  },
  conversion_value: {
    title: 'Worth of conversions',
    isMoney: true,
    said: (figures, currency) => `Conversions were worth ${shownMoney(figures.conversion_value, currency)}`,
    none: 'No conversion was worth anything',
    way: 'amount',
  },
} as const satisfies Record<string, MeasureWords>;

export type Measure = keyof typeof MEASURES;

/** "€31.40 was spent in the last 7 days, 12% more than in the 7 days before (€28.03)." */
export function courseSaid({ total, before, currency }: Course, measure: Measure, span: Span): string {
  const { said, none, isMoney, way } = MEASURES[measure];
  const words = SPANS[span];
  const [now, then] = [exactly(total[measure]), exactly(before[measure])];
  if (now === 0n && then === 0n) return `${none} ${words.now}, nor ${words.before}.`;
  const shown = isMoney ? shownMoney(String(before[measure]), currency) : counted(Number(before[measure]));
  const begun = now === 0n ? none : said(total, currency);
  return `${begun} ${words.now}, ${compared(now, then, way)} ${words.before}${then === 0n ? '' : ` (${shown})`}.`;
}

/** As a whole number: micros of an amount, or the count itself. */
export function exactly(value: string | number): bigint {
  return typeof value === 'number' ? BigInt(value) : microsOf(value);
}

/** For drawing alone: a picture needs no cents. */
export function drawn(value: string | number): number {
  return Number(value);
}

/** "Fri 15 Jan", or "14:00". */
export function shownStretch(at: string, by: CourseReport['by'], zone: string): string {
  const parts: Intl.DateTimeFormatOptions =
    by === 'hour' ? { hour: '2-digit', minute: '2-digit' } : { weekday: 'short', day: 'numeric', month: 'short' };
  return dateFormat({ timeZone: zone, ...parts }).format(new Date(at));
}
