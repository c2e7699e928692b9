/** What is told of imports, in words. */

import type { Schemas } from '@/api/types';
import { sentence } from '@/parts/states/problems';
import { counted } from '@/parts/words/counted';
import { grouped } from '@/parts/words/formats';

export type Import = Schemas['api__routes__contact_files__ImportView'];
export type Reason = Schemas['RowReasonView'];

export function nameOfImport({ file_name, mapping }: Pick<Import, 'file_name' | 'mapping'>): string {
  return file_name || `A file by the mapping “${mapping}”`;
}

/** "12 new people, 3 changed; 2 rows refused". */
export function outcomeOf(one: Import): string {
  if (one.state === 'running') return `${grouped(one.handled)} of ${counted(one.rows, 'row')} so far`;
  if (one.state === 'stopped') return `Stopped after ${grouped(one.handled)} of ${counted(one.rows, 'row')}`;
  const refused = one.refused > 0 ? `; ${counted(one.refused, 'row')} refused` : '';
  return `${peopleOf(one)}${refused}`;
}

/** Whom it made and changed; of old imports only the rows were counted. */
export function peopleOf({ made, changed, taken }: Import): string {
  if (made === null || changed === null) return `${counted(taken, 'row')} taken in`;
  if (made + changed === 0) return 'Nobody new, nobody changed';
  const parts = [
    made > 0 && `${grouped(made)} new ${made === 1 ? 'person' : 'people'}`,
    changed > 0 && `${grouped(changed)} changed`,
  ];
  return parts.filter(Boolean).join(', ');
}

/** The reason as a sentence of its own; what a mapping calls a setting is said as the page calls it. */
export function reasonOf({ message }: Pick<Reason, 'message'>): string {
  const said = message
    .replace(
      /is not a number while decimal_comma is \w+; set it as this file writes its numbers/,
      'is a number written the other way; choose how this file writes its numbers',
    )
    .replaceAll('consented_at', '“When they answered”');
  return `${sentence(said)}.`;
}

export const STATES: Record<Import['state'], { title: string; color: string }> = {
  running: { title: 'Under way', color: 'blue' },
  done: { title: 'Done', color: 'pine' },
  stopped: { title: 'Stopped', color: 'red' },
};
