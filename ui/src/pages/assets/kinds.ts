/** Which files may be which kind of asset, and what a file that somebody brings most likely is. */
import type { AssetType } from './words';

const OFFICE = 'application/vnd.openxmlformats-officedocument';
const DOCX = `${OFFICE}.wordprocessingml.document`;
const XLSX = `${OFFICE}.spreadsheetml.sheet`;
const PPTX = `${OFFICE}.presentationml.presentation`;

/** The likeliest first. */
const KINDS: Record<string, readonly AssetType[]> = {
  'image/png': ['image', 'logo', 'icon', 'animation'],
  'image/jpeg': ['image', 'logo'],
  'image/gif': ['image', 'animation'],
  'image/webp': ['image', 'logo', 'icon', 'animation'],
  'image/avif': ['image'],
  'image/svg+xml': ['image', 'logo', 'icon', 'animation'],
  'image/x-icon': ['icon'],
  'video/mp4': ['video', 'animation'],
  'video/webm': ['video', 'animation'],
  'video/quicktime': ['video'],
  'audio/mpeg': ['audio'],
  'audio/mp4': ['audio'],
  'audio/wav': ['audio'],
  'audio/ogg': ['audio'],
  'audio/flac': ['audio'],
  'font/ttf': ['font'],
  'font/otf': ['font'],
  'font/woff': ['font'],
  'font/woff2': ['font'],
  'application/json': ['color_palette', 'animation'],
  'application/pdf': ['document'],
  [DOCX]: ['document', 'template'],
  [XLSX]: ['document'],
  [PPTX]: ['document', 'template'],
  'application/zip': ['template', 'animation'],
  'text/html': ['template'],
  'text/plain': ['document', 'template'],
  'text/csv': ['document'],
};

/** For files that a browser has no type for. */
const ENDINGS: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  svg: 'image/svg+xml',
  ico: 'image/x-icon',
  mp4: 'video/mp4',
  webm: 'video/webm',
  mov: 'video/quicktime',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  wav: 'audio/wav',
  ogg: 'audio/ogg',
  flac: 'audio/flac',
  ttf: 'font/ttf',
  otf: 'font/otf',
  woff: 'font/woff',
  woff2: 'font/woff2',
  json: 'application/json',
  pdf: 'application/pdf',
  docx: DOCX,
  xlsx: XLSX,
  pptx: PPTX,
  zip: 'application/zip',
  html: 'text/html',
  htm: 'text/html',
  txt: 'text/plain',
  csv: 'text/csv',
};

/** What a file picker offers. */
export const ACCEPTED = Object.keys(ENDINGS)
  .map((ending) => `.${ending}`)
  .join(',');

/** By its ending; where that says nothing, what the browser takes it for. */
export function mediaTypeOf({ name, type }: { name: string; type: string }): string {
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  return ENDINGS[ending] ?? (type || 'application/octet-stream');
}

/** What an asset of such a file may be. */
export function kindsOf(mediaType: string): readonly AssetType[] {
  return KINDS[mediaType] ?? [];
}

/** What a file is to be, the likeliest first: its name may say that it is a logo or an icon. */
export function guesses(name: string, mediaType: string): readonly AssetType[] {
  const kinds = kindsOf(mediaType);
  const named = kinds.find((kind) => kind !== 'image' && new RegExp(`(^|[^a-z])${kind}s?([^a-z]|$)`, 'i').test(name));
  return named ? [named, ...kinds.filter((kind) => kind !== named)] : kinds;
}

/** "spring-hero_2.png" as "spring hero 2". */
export function nameOf(fileName: string): string {
  const bare = fileName.replace(/\.[a-z0-9]+$/i, '').replaceAll(/[_-]+/g, ' ');
  return (bare.trim() || fileName).slice(0, 200);
}
