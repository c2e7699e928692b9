/** Instants, as people read them: on their own clock, and beside it on the clock of what the instant is about. */
import { Tooltip } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { dateFormat, relativeFormat } from '@/parts/words/formats';
import classes from './When.module.css';

interface Props {
  /** ISO 8601, as the API sends it. */
  at: string | null | undefined;
  /** Whose clock counts besides the reader's: a campaign's, by its IANA name. */
  zone?: string;
  /** The day alone, where hours do not matter. */
  isDay?: boolean;
  /** What to show where there is no instant. */
  none?: string;
}

export function When({ at, zone = 'UTC', isDay = false, none = '–' }: Props) {
  if (!at) return <span>{none}</span>;
  const here = readerZone();
  const ours = shown(at, here, isDay);
  const theirs = shown(at, zone, isDay);
  const isSame = ours === theirs;
  return (
    <Instant at={at} zone={zone} className={classes.when}>
      <span>{ours}</span>
      {!isSame && (
        <span className={classes.theirs}>
          {shown(at, zone, isDay, 'beside')} {cityOf(zone)}
        </span>
      )}
    </Instant>
  );
}

interface InstantProps {
  at: string;
  zone: string;
  className?: string;
  children: ReactNode;
}

/** Says it in full to whoever points at it. What says it is not there before: lists have thousands of instants. */
function Instant({ at, zone, className, children }: InstantProps) {
  const [spot, setSpot] = useState<HTMLElement | null>(null);
  return (
    <time dateTime={at} className={className} onPointerEnter={(event) => setSpot(event.currentTarget)}>
      {children}
      {spot && <Tooltip target={spot} label={<Both at={at} zone={zone} />} multiline />}
    </time>
  );
}

function Both({ at, zone }: { at: string; zone: string }) {
  const zones = [...new Set([readerZone(), zone])];
  return zones.map((one) => (
    <div key={one}>
      {shown(at, one, false, 'full')} {cityOf(one)}
    </div>
  ));
}

/** "5 minutes ago", for what has just happened; the instant itself is one hover away. */
export function Ago({ at, now = Date.now() }: { at: string; now?: number }) {
  return (
    <Instant at={at} zone="UTC">
      {ago(at, now)}
    </Instant>
  );
}

let mine = '';

/** The clock that the reader's browser goes by, as it was when this was first asked. */
export function readerZone(): string {
  mine ||= dateFormat({}).resolvedOptions().timeZone || 'UTC';
  return mine;
}

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

const relatively = relativeFormat({ numeric: 'auto' });

export function ago(at: string, now: number): string {
  const seconds = Math.round((Date.parse(at) - now) / 1_000);
  for (const [unit, length] of STEPS) {
    if (Math.abs(seconds) >= length) return relatively.format(Math.trunc(seconds / length), unit);
  }
  return 'just now';
}

type Length = 'short' | 'beside' | 'full';

/** The year goes without saying when it is this one, and beside an instant that names it. */
function shown(at: string, zone: string, isDay: boolean, length: Length = 'short'): string {
  const isThisYear = new Date(at).getFullYear() === new Date().getFullYear();
  const isYearSaid = length === 'full' || (length === 'short' && !isThisYear);
  return dateFormat({
    timeZone: zone,
    day: 'numeric',
    month: 'short',
    year: isYearSaid ? 'numeric' : undefined,
    weekday: length === 'full' ? 'short' : undefined,
    ...(isDay && length !== 'full' ? {} : { hour: '2-digit', minute: '2-digit' }),
    ...(length === 'full' ? { timeZoneName: 'short' } : {}),
  }).format(new Date(at));
}

/** "Europe/Berlin" as people say it. */
export function cityOf(zone: string): string {
  return zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ');
}
