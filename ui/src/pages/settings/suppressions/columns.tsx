import type { Column } from '@/parts/table/DataTable';
import { Lead } from '@/parts/table/Lead';
import { When } from '@/parts/time/When';
import { channelOf } from '@/parts/words/channels';
import type { Suppression } from './queries';
import { KINDS, REASONS } from './words';

export function columnsWith(nameOf: (id: string) => string): readonly Column<Suppression>[] {
  return [
    {
      key: 'why',
      title: 'Why',
      width: 'minmax(180px, 1.8fr)',
      cell: ({ reason, note, kind }) => <Lead note={note || KINDS[kind]}>{REASONS[reason]}</Lead>,
    },
    {
      key: 'channel',
      title: 'Channel',
      width: 'minmax(110px, 0.8fr)',
      cell: ({ channel }) => channelOf(channel ?? ''),
    },
    {
      key: 'until',
      title: 'Until',
      width: 'minmax(130px, 0.9fr)',
      isExtra: true,
      cell: ({ until }) => <When at={until} none="For good" />,
    },
    {
      key: 'added',
      title: 'Since',
      width: 'minmax(130px, 0.9fr)',
      isExtra: true,
      cell: ({ added_at }) => <When at={added_at} />,
    },
    {
      key: 'by',
      title: 'Put on by',
      width: 'minmax(120px, 0.9fr)',
      isExtra: true,
      cell: ({ added_by }) => (added_by ? nameOf(added_by) : 'The system'),
    },
  ];
}
