/** What a file most likely is, by its address. */
import type { Creative } from '@/api/types';

const MIMES: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  svg: 'image/svg+xml',
  mp4: 'video/mp4',
  webm: 'video/webm',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  ogg: 'audio/ogg',
  wav: 'audio/wav',
};
const COMMONEST: Record<Creative['format'], string> = {
  banner: 'image/jpeg',
  native: 'image/jpeg',
  video: 'video/mp4',
  audio: 'audio/mpeg',
};

/** By what an address ends with; where that says nothing, the commonest of the format. */
export function mimeOf(url: string, format: Creative['format']): string {
  const ending = /\.([a-z0-9]+)(?:[?#]|$)/i.exec(url)?.[1]?.toLowerCase() ?? '';
  return MIMES[ending] ?? COMMONEST[format];
}
