/**
 * Which data requests are about somebody. A request keeps no name, only the digest of what whoever asked was named by: it is
 * held against everything this person is known by.
 */
import type { Schemas } from '@/api/types';
import type { Contact } from '@/parts/persons/persons';

export type DataRequest = Schemas['RequestView'];

/** Browsers reckon digests over HTTPS and on localhost alone. */
export const canCompare = Boolean(globalThis.crypto?.subtle);

export async function requestsOf(person: Contact, requests: readonly DataRequest[]): Promise<DataRequest[]> {
  const known: Record<string, readonly string[]> = { ...person.identities, person_id: [person.person_id] };
  const isTheirs = async (request: DataRequest) => {
    for (const value of known[request.claim_kind] ?? []) {
      if ((await sha256(`${request.id}\n${request.claim_kind}\n${value}`)) === request.claim_sha256) return true;
    }
    return false;
  };
  const theirs = await Promise.all(requests.map(isTheirs));
  return requests.filter((_, index) => theirs[index]);
}

async function sha256(words: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(words));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
