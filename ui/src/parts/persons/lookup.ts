/** People by their names and by what they are known by. Which kind of identity somebody typed shows from how it looks, or is tried. */
import { api, body } from '@/api/client';
import { Problem } from '@/api/problem';
import type { Schemas } from '@/api/types';
import type { Contact, IdentityKind } from './persons';

/** Of what a name is searched for by. */
const SHORTEST = 2;
const NUMBER = /^(\+|00)[\d\s()./-]{6,}$/;

export function kindsOf(words: string): IdentityKind[] {
  if (words.includes('@')) return ['email'];
  if (NUMBER.test(words)) return ['phone'];
  return ['external_id', 'loyalty_id', 'exchange_id', 'anonymous_id'];
}

/** Whoever is known by it; nobody where it is of no use. */
export async function lookUp(words: string, signal: AbortSignal): Promise<Contact | null> {
  const value = words.trim();
  for (const kind of kindsOf(value)) {
    try {
      return await body(api.GET('/api/v1/contacts/lookup', { params: { query: { kind, value } }, signal }));
    } catch (error) {
      if (!(error instanceof Problem) || (error.status !== 404 && error.status !== 422)) throw error;
    }
  }
  return null;
}

/** People whose first or last name begins so, and whoever is known by exactly this, first of all. */
export async function searchPeople(words: string, signal: AbortSignal): Promise<Schemas['FoundView']> {
  const q = words.trim();
  if (q.length >= SHORTEST) return body(api.GET('/api/v1/contacts/search', { params: { query: { q } }, signal }));
  const one = q ? await lookUp(q, signal) : null; // a number may have one digit
  return { contacts: one ? [one] : [], has_more: false };
}
