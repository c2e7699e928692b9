/** As whom a message is looked at: one of your people, or somebody made up. */
import { useMemo, useState } from 'react';
import { type Contact, nameOfContact } from '@/parts/persons/persons';
import type { Lookup } from '../content';
import { type Reader, useItemNumbers, usePeople, type Variables } from '../queries';
import { givenOf, readerOf, sampleOf, type Values } from './sample';

export const EVERYTHING = 'everything';
export const NOTHING = 'nothing';

export interface Whom {
  /** `everything`, `nothing`, or somebody's id. */
  chosen: string;
  choose: (chosen: string) => void;
  /** Null of somebody made up. */
  personId: string | null;
  name: string;
  /** Somebody found by their address, beside those who are offered anyway. */
  found: Contact | null;
  take: (contact: Contact) => void;
  /** What can be made up, and what it is now. */
  values: Values;
  setValue: (path: string, value: string) => void;
  /** Null while it is not known yet what is to be made up. */
  reader: Reader | null;
}

interface About {
  /** What the message reads; left out while nobody knows. */
  reads: readonly string[] | undefined;
  known: Variables | undefined;
  lookups?: readonly Lookup[];
}

const NOBODYS: readonly Lookup[] = [];

export function useWhom({ reads, known, lookups = NOBODYS }: About): Whom {
  const [chosen, choose] = useState(EVERYTHING);
  const [found, setFound] = useState<Contact | null>(null);
  const [said, setSaid] = useState<Values>({});
  const personId = chosen === EVERYTHING || chosen === NOTHING ? null : chosen;
  const [person] = usePeople(personId ? [personId] : []);
  const numbers = useItemNumbers(lookups);
  const values = useMemo(() => {
    if (chosen === NOTHING) return {};
    const paths = givenOf(reads ?? []).filter((path) => !personId || !path.startsWith('person.'));
    return Object.fromEntries(paths.map((path) => [path, said[path] ?? numbers?.[path] ?? sampleOf(path, known)]));
  }, [chosen, personId, reads, known, said, numbers]);
  const isKnown = reads !== undefined && numbers !== null;
  const reader = useMemo(
    () => (isKnown ? { ...(personId ? { person_id: personId } : {}), ...readerOf(values) } : null),
    [isKnown, personId, values],
  );
  return {
    chosen,
    choose,
    personId,
    name: personId
      ? person?.data
        ? nameOfContact(person.data)
        : '…'
      : chosen === NOTHING
        ? 'somebody with nothing'
        : 'somebody made up',
    found,
    take: (contact) => {
      setFound(contact);
      choose(contact.person_id);
    },
    values,
    setValue: (path, value) => setSaid((before) => ({ ...before, [path]: value })),
    reader,
  };
}
