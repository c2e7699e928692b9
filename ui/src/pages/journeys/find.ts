import { api, body } from '@/api/client';
import type { Found } from '@/app/pages';
import { STAGES } from './stages';

/** For the palette: the newest whose name has these words. */
export async function findJourneys(words: string, signal: AbortSignal): Promise<Found[]> {
  const page = await body(api.GET('/api/v1/journeys', { params: { query: { limit: 200 } }, signal }));
  return page.journeys
    .filter(({ name }) => name.toLowerCase().includes(words.toLowerCase()))
    .slice(0, 8)
    .map(({ id, name, stage }) => ({ id, title: name, description: STAGES[stage].title, to: `/journeys/${id}` }));
}
