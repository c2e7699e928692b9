/** People in the palette, by their names and by what they are known by. */
import type { Found } from '@/app/pages';
import { searchPeople } from '@/parts/persons/lookup';
import { addressOf, nameOfContact } from '@/parts/persons/persons';

/** Of a list that has everything else below it. */
const MOST_IN_PALETTE = 8;

export async function findInPalette(words: string, signal: AbortSignal): Promise<Found[]> {
  const { contacts } = await searchPeople(words, signal);
  return contacts.slice(0, MOST_IN_PALETTE).map((person) => ({
    id: person.person_id,
    title: nameOfContact(person),
    description: addressOf(person),
    to: `/people/${person.person_id}`,
  }));
}
