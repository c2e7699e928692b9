import { api, body } from '@/api/client';
import type { Found } from '@/app/pages';
import { channelOf } from '@/parts/words/channels';

const MOST = 8;

/** For the palette: the newest whose name has these words. */
export async function findTemplates(words: string, signal: AbortSignal): Promise<Found[]> {
  const query = { q: words.slice(0, 120), limit: MOST };
  const page = await body(api.GET('/api/v1/content/templates', { params: { query }, signal }));
  return page.templates.map(({ id, name, channel }) => ({
    id,
    title: name,
    description: channelOf(channel),
    to: `/templates/${id}`,
  }));
}

export async function findBlocks(words: string, signal: AbortSignal): Promise<Found[]> {
  const blocks = await body(api.GET('/api/v1/content/blocks', { signal }));
  const wanted = words.toLowerCase();
  return blocks
    .filter(({ name, description }) => `${name} ${description}`.toLowerCase().includes(wanted))
    .slice(0, MOST)
    .map(({ name, description }) => ({ id: `block ${name}`, title: name, description, to: `/content-blocks/${name}` }));
}
