/** Messages by what sent them: added up, said in a sentence, in columns and in a file. */

import type { Column } from '@/parts/table/DataTable';
import { Lead } from '@/parts/table/Lead';
import { channelOf } from '@/parts/words/channels';
import { Count, Share } from '@/parts/words/figures';
import { grouped, numberFormat } from '@/parts/words/formats';
import type { MessageFigures } from './queries';

const ADDED = [
  'total_sent',
  'failed',
  'unknown',
  'delivered',
  'unique_opens',
  'unique_clicks',
  'bounces',
  'spam_reports',
  'unsubscribes',
  'replies',
] as const;

type Counts = Record<(typeof ADDED)[number] | 'kept_back', number>;
export type BySource = Counts & { source: string; channel: string };

/** Each source on each channel, its steps together; whatever sent most first. */
export function bySource(rows: readonly MessageFigures[]): BySource[] {
  const found = new Map<string, BySource>();
  for (const row of rows) {
    const key = `${row.source} ${row.channel}`;
    const one = found.get(key) ?? { ...nothing(), source: row.source, channel: row.channel };
    for (const name of ADDED) one[name] += row[name];
    one.kept_back += Object.values(row.refused).reduce((sum, count) => sum + count, 0);
    found.set(key, one);
  }
  return [...found.values()].sort((one, other) => other.total_sent - one.total_sent);
}

function nothing(): Counts {
  return { ...(Object.fromEntries(ADDED.map((name) => [name, 0])) as Counts), kept_back: 0 };
}

/** "12,345 messages went out since the beginning. 31% were opened and 4% clicked; 0.3% bounced, and 210 were kept back." */
export function saidOf(rows: readonly BySource[]): string {
  const sum = (name: keyof Counts) => rows.reduce((all, row) => all + row[name], 0);
  const sent = sum('total_sent');
  const kept = sum('kept_back');
  const back = kept > 0 ? ` ${grouped(kept)} more ${kept === 1 ? 'was' : 'were'} kept back.` : '';
  if (sent === 0) return `Nothing went out yet.${back}`;
  const percent = numberFormat({ style: 'percent', maximumFractionDigits: 1 });
  const share = (name: keyof Counts) => percent.format(sum(name) / sent);
  const begun = sent === 1 ? 'One message went out' : `${grouped(sent)} messages went out`;
  return `${begun} since the beginning. ${share('unique_opens')} were opened, ${share('unique_clicks')} clicked, ${share('bounces')} bounced.${back}`;
}

export function columnsWith(nameOf: (source: string) => string): readonly Column<BySource>[] {
  const number = (key: keyof Counts, title: string): Column<BySource> => ({
    key,
    title,
    width: 'minmax(92px, 0.8fr)',
    isNumber: true,
    isExtra: true,
    cell: (row) => <Count value={row[key]} isShort />,
  });
  const share = (key: keyof Counts, title: string): Column<BySource> => ({
    ...number(key, title),
    cell: (row) => <Share value={row.total_sent ? row[key] / row.total_sent : null} />,
  });
  return [
    {
      key: 'source',
      title: 'From',
      width: 'minmax(200px, 2fr)',
      cell: ({ source, channel }) => <Lead note={channelOf(channel)}>{nameOf(source)}</Lead>,
    },
    { ...number('total_sent', 'Sent'), isExtra: false, narrow: '84px' },
    number('kept_back', 'Kept back'),
    number('delivered', 'Delivered'),
    { ...share('unique_opens', 'Opened'), isExtra: false, narrow: '84px' },
    share('unique_clicks', 'Clicked'),
    share('bounces', 'Bounced'),
    number('spam_reports', 'Complaints'),
    number('unsubscribes', 'Opted out'),
  ];
}

export const HEADER = ['from', 'channel', 'kept_back', ...ADDED];

export function fileOf(rows: readonly BySource[], nameOf: (source: string) => string) {
  return rows.map((row) => [
    nameOf(row.source),
    channelOf(row.channel),
    row.kept_back,
    ...ADDED.map((name) => row[name]),
  ]);
}
