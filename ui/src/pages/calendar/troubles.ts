/** How many conflicts each thing has, and whether any is more than worth a look. */
import { isMild, type Meeting } from './conflicts';

export interface Trouble {
  count: number;
  isMild: boolean;
}
export type Troubles = ReadonlyMap<string, Trouble>;

export function troublesOf(meetings: readonly Meeting[]): Troubles {
  const found = new Map<string, Trouble>();
  for (const meeting of meetings) {
    for (const { id } of meeting.entries) {
      const before = found.get(id);
      found.set(id, { count: (before?.count ?? 0) + 1, isMild: (before?.isMild ?? true) && isMild(meeting) });
    }
  }
  return found;
}

export function troubleWords({ count }: Trouble): string {
  return count === 1 ? 'one conflict' : `${count} conflicts`;
}

export function troubleColor({ isMild: mild }: Trouble): string {
  return mild ? 'var(--mantine-color-amber-6)' : 'var(--mantine-color-error)';
}
