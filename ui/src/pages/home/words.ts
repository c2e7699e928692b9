/** What the first page says before it shows anything. */

import type { Schemas } from '@/api/types';
import { grouped, listFormat } from '@/parts/words/formats';
import type { Digest } from './queries';

export function greeting(name: string, hour: number): string {
  const [first = name] = name.split(' ');
  const time = hour < 5 || hour >= 18 ? 'evening' : hour < 12 ? 'morning' : 'afternoon';
  return `Good ${time}, ${first}`;
}

/** "3 reviews wait for you, 2 live campaigns have problems and one thing goes out within a day." */
export function summary({ waiting, troubles, going_out }: Digest): string {
  const said = [
    counted(waiting.length, 'review waits for you', 'reviews wait for you'),
    counted(troubles.length, 'live campaign has a problem', 'live campaigns have problems'),
    counted(going_out.length, 'thing goes out within a day', 'things go out within a day'),
  ].filter(Boolean);
  if (said.length === 0) return 'No review waits for you, and nothing starts or waits to go out within a day.';
  const list = listFormat({ style: 'long', type: 'conjunction' }).format(said);
  return `${list.charAt(0).toUpperCase()}${list.slice(1)}.`;
}

function counted(count: number, one: string, several: string): string {
  if (count === 0) return '';
  return count === 1 ? `one ${one}` : `${grouped(count)} ${several}`;
}

export const KINDS: Record<Schemas['EntryKind'], { title: string; path: string }> = {
  campaign: { title: 'A campaign starts', path: '/campaigns/$campaignId' },
  broadcast: { title: 'A broadcast goes out', path: '/broadcasts/$broadcastId' },
  journey: { title: 'A journey', path: '/journeys/$journeyId' },
};

export const PACE: Record<Schemas['PacingStatus'], { title: string; tone: 'good' | 'watch' | 'quiet' }> = {
  unpaced: { title: 'Spends as it can', tone: 'quiet' },
  not_started: { title: 'Not started', tone: 'quiet' },
  on_plan: { title: 'On plan', tone: 'good' },
  behind: { title: 'Behind plan', tone: 'watch' },
  ahead: { title: 'Ahead of plan', tone: 'watch' },
};
