import { Text } from '@mantine/core';
import { Jump } from '@/parts/page/Jump';
import { addressOf, type Contact, nameOfContact } from '@/parts/persons/persons';
import { changed } from '@/parts/table/changed';
import type { Column } from '@/parts/table/DataTable';
import { Lead } from '@/parts/table/Lead';
import { cityOf } from '@/parts/time/When';
import { channelOf } from '@/parts/words/channels';

export const columns: readonly Column<Contact>[] = [
  {
    key: 'name',
    title: 'Name',
    width: 'minmax(180px, 2fr)',
    cell: (person) => (
      <Lead note={addressOf(person)}>
        <Jump to="/people/$personId" params={{ personId: person.person_id }} tabIndex={-1}>
          {nameOfContact(person)}
        </Jump>
      </Lead>
    ),
  },
  {
    key: 'agreed',
    title: 'Agreed to',
    width: 'minmax(140px, 1.6fr)',
    cell: (person) => (
      <Text span size="sm" truncate>
        {agreed(person) || (
          <Text span c="dimmed" inherit>
            nothing
          </Text>
        )}
      </Text>
    ),
  },
  {
    key: 'sale',
    title: 'Sale and sharing',
    width: 'minmax(120px, 0.9fr)',
    isExtra: true,
    cell: ({ sale_or_sharing }) => (sale_or_sharing.state === 'denied' ? 'Opted out' : '–'),
  },
  {
    key: 'place',
    title: 'Clock',
    width: 'minmax(110px, 0.8fr)',
    isExtra: true,
    cell: ({ time_zone }) => (time_zone ? cityOf(time_zone) : '–'),
  },
  changed('minmax(110px, 0.8fr)'),
];

function agreed({ consents }: Contact): string {
  const given = consents.filter(({ state, purpose }) => state === 'granted' && purpose === 'marketing');
  return given.map(({ channel }) => channelOf(channel)).join(', ');
}
