/** A creative as somebody writes it, and what of that the API has to be told. */
import type { Creative } from '@/api/types';
import { mimeOf } from '@/parts/creative/mime';
import type { Content } from './queries';

export interface Written {
  name: string;
  format: Creative['format'];
  landing_url: string;
  language: string;
  media_url: string;
  html: string;
  width: number;
  height: number;
  duration_s: number;
  title: string;
  body: string;
  sponsored: string;
  cta: string;
}

export const BLANK: Written = {
  name: '',
  format: 'banner',
  landing_url: '',
  language: '',
  media_url: '',
  html: '',
  width: 300,
  height: 250,
  duration_s: 15,
  title: '',
  body: '',
  sponsored: '',
  cta: '',
};

export function writtenOf(creative: Creative): Written {
  const { name, format, landing_url, native } = creative;
  const { language = '', media_url = '', html = '', width = 0, height = 0 } = creative;
  const { duration_s = 0, title = '', body = '' } = creative;
  const { sponsored = '', cta = '' } = native ?? {};
  return {
    name,
    format,
    landing_url,
    language,
    media_url,
    html,
    width,
    height,
    duration_s,
    title,
    body,
    sponsored,
    cta,
  };
}

/** As the API takes it: what does not go with the format is left out. */
export function contentOf(written: Written): Content {
  const { format, html, sponsored, cta, ...rest } = written;
  const { name, landing_url, language, media_url, width, height, duration_s, title, body } = rest;
  const isSized = format === 'banner' || format === 'video' || (format === 'native' && media_url.trim() !== '');
  return {
    name: name.trim(),
    format,
    landing_url: landing_url.trim(),
    language: language.trim(),
    ...(html ? { html } : { media_url: media_url.trim(), mime: media_url.trim() && mimeOf(media_url, format) }),
    ...(isSized && { width, height }),
    ...((format === 'video' || format === 'audio') && { duration_s }),
    ...(format === 'native' && {
      title: title.trim(),
      body: body.trim(),
      native: { sponsored: sponsored.trim(), cta: cta.trim() },
    }),
  };
}

/** What changed of it, as a JSON merge patch. */
export function patchOf(changes: Partial<Written>, whole: Written): Content {
  const now = contentOf(whole);
  const named = new Set(
    Object.keys(changes).flatMap((name) =>
      name === 'sponsored' || name === 'cta' ? ['native'] : name === 'media_url' ? ['media_url', 'mime'] : [name],
    ),
  );
  return Object.fromEntries(Object.entries(now).filter(([name]) => named.has(name)));
}
