/** A creative as somebody writes it, and as the API takes it. */
import type { Schemas } from '@/api/types';
import { mimeOf } from '@/parts/creative/mime';

export type Format = Schemas['CreativeFormat'];
export type Source = 'upload' | 'address' | 'markup';

export interface Written {
  name: string;
  format: Format;
  landing_url: string;
  source: Source;
  media_url: string;
  html: string;
  width: number;
  height: number;
  duration_s: number;
  title: string;
  body: string;
  cta: string;
}

export const BLANK: Omit<Written, 'source'> = {
  name: '',
  format: 'banner',
  landing_url: '',
  media_url: '',
  html: '',
  width: 300,
  height: 250,
  duration_s: 15,
  title: '',
  body: '',
  cta: '',
};
export const FORMATS: Record<Format, string> = { banner: 'Banner', native: 'Native', video: 'Video', audio: 'Audio' };
/** What a file input offers for each. */
export const ACCEPTED: Record<Format, string> = {
  banner: 'image/*',
  native: 'image/*',
  video: 'video/*',
  audio: 'audio/*',
};

/** As the API takes it: what does not go with the format is left out. `file` is the digest of what was uploaded. */
export function creativeOf(written: Written, file: string | null): Record<string, unknown> {
  const { name, format, landing_url, source, media_url, html, width, height, duration_s, title, body, cta } = written;
  const isSized = format === 'banner' || format === 'video';
  const isTimed = format === 'video' || format === 'audio';
  return {
    name: name.trim(),
    format,
    landing_url: landing_url.trim(),
    ...(source === 'address' && media_url.trim() && { media_url: media_url.trim(), mime: mimeOf(media_url, format) }),
    ...(source === 'markup' && { html }),
    ...(source === 'upload' && file && { file }),
    ...(isSized && source !== 'upload' && { width, height }),
    ...(isTimed && { duration_s }),
    ...(format === 'native' && {
      title: title.trim(),
      body: body.trim(),
      ...(cta.trim() && { native: { cta: cta.trim() } }),
    }),
  };
}
