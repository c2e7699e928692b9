/** People in the palette, by what they are known by. */
import type { Found } from '@/app/pages';
import { kindsOf, lookUp } from '@/parts/persons/lookup';
import { IDENTITIES, nameOfContact } from '@/parts/persons/persons';

const SHORTEST_IN_PALETTE = 5;

export async function findInPalette(words: string, signal: AbortSignal): Promise<Found[]> {
  if (words.length < SHORTEST_IN_PALETTE) return [];
  const [kind] = kindsOf(words);
  if (kind !== 'email' && kind !== 'phone' && !/\d/.test(words)) return []; // a word is no number of a customer
  const contact = await lookUp(words, signal);
  if (!contact) return [];
  const description = kind ? IDENTITIES[kind] : undefined;
  return [{ id: contact.person_id, title: nameOfContact(contact), description, to: `/people/${contact.person_id}` }];
}
