/** What is set up, by its name: for the palette. */
import { api, body } from '@/api/client';
import type { Found } from '@/app/pages';

interface Named {
  id: string;
  name: string;
}

const MOST = 5;

async function named(words: string, there: Promise<readonly (Named & { note?: string })[]>, path: string) {
  const wanted = words.toLowerCase();
  return (await there)
    .filter(({ name, note = '' }) => `${name} ${note}`.toLowerCase().includes(wanted))
    .slice(0, MOST)
    .map(({ id, name, note }): Found => ({ id, title: name, description: note, to: `${path}?open=${id}` }));
}

export function findAccounts(words: string, signal: AbortSignal): Promise<Found[]> {
  return named(words, body(api.GET('/api/v1/channels/accounts', { signal })), '/settings/connectors');
}

export function findSenders(words: string, signal: AbortSignal): Promise<Found[]> {
  const senders = body(api.GET('/api/v1/senders', { signal }));
  const noted = senders.then((all) => all.map(({ id, name, address }) => ({ id, name, note: address })));
  return named(words, noted, '/settings/senders');
}

export function findWebsites(words: string, signal: AbortSignal): Promise<Found[]> {
  return named(words, body(api.GET('/api/v1/websites', { signal })), '/settings/websites');
}
