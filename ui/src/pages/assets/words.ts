/** What kinds, states and rights of assets are called. */

import type { Permission, Schemas } from '@/api/types';
import { numberFormat } from '@/parts/words/formats';

export type Asset = Schemas['AssetView'];
export type AssetType = Schemas['AssetType'];
export type AssetStatus = Schemas['AssetStatus'];
export type AssetAction = Schemas['AssetAction'];
export type RightsState = Schemas['RightsState'];
export type AssetFile = Schemas['FileView'];

export const TYPES: Record<AssetType, string> = {
  image: 'Image',
  video: 'Video',
  audio: 'Audio',
  logo: 'Logo',
  icon: 'Icon',
  animation: 'Animation',
  font: 'Font',
  color_palette: 'Colour palette',
  template: 'Template',
  document: 'Document',
};

export const STATES: Record<AssetStatus, { title: string; color: string }> = {
  pending_review: { title: 'Waits for review', color: 'var(--mantine-color-amber-5)' },
  active: { title: 'Approved', color: 'var(--mantine-color-pine-5)' },
  rejected: { title: 'Rejected', color: 'var(--mantine-color-red-6)' },
  archived: { title: 'Archived', color: 'var(--mantine-color-gray-4)' },
};
export const STATE_TITLES = titlesOf(STATES);

export const RIGHTS: Record<RightsState, { title: string; color: string }> = {
  unlimited: { title: 'Without end', color: 'var(--mantine-color-gray-4)' },
  valid: { title: 'Valid', color: 'var(--mantine-color-pine-5)' },
  not_yet: { title: 'Not yet valid', color: 'var(--mantine-color-blue-5)' },
  expiring: { title: 'Ending soon', color: 'var(--mantine-color-amber-5)' },
  expired: { title: 'Ended', color: 'var(--mantine-color-red-6)' },
};

interface ActionWords {
  title: string;
  /** "‘Hero’ is approved." */
  done: string;
  needs: Permission;
}

export const ACTIONS: Record<AssetAction, ActionWords> = {
  approve: { title: 'Approve', done: 'approved', needs: 'campaign:approve' },
  reject: { title: 'Reject', done: 'rejected', needs: 'campaign:approve' },
  request_review: { title: 'Ask for another review', done: 'waiting for its review', needs: 'creative:write' },
  restore: { title: 'Restore', done: 'back, and waiting for its review', needs: 'creative:write' },
  archive: { title: 'Archive', done: 'archived', needs: 'creative:write' },
};

const MEDIA: Record<string, string> = {
  'image/svg+xml': 'SVG',
  'image/x-icon': 'ICO',
  'video/quicktime': 'QuickTime',
  'audio/mpeg': 'MP3',
  'audio/mp4': 'M4A',
  'text/plain': 'Text',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'Word',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'Excel',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'PowerPoint',
};

/** "image/png" as "PNG". */
export function mediaName(mediaType: string): string {
  return MEDIA[mediaType] ?? mediaType.slice(mediaType.indexOf('/') + 1).toUpperCase();
}

/** "PNG · 1200 × 628 · 310 kB" */
export function fileFacts({ media_type, width, height, duration_ms, size_bytes }: AssetFile, withSize = true): string {
  return [
    mediaName(media_type),
    width && `${width} × ${height}`,
    duration_ms && lengthOf(duration_ms),
    withSize && sizeOf(size_bytes),
  ]
    .filter(Boolean)
    .join(' · ');
}

export function sizeOf(bytes: number): string {
  const [unit, divisor] = bytes < 1_000_000 ? (['kilobyte', 1_000] as const) : (['megabyte', 1_000_000] as const);
  const format = numberFormat({ style: 'unit', unit, maximumFractionDigits: 1 });
  return format.format(Math.max(0.1, bytes / divisor));
}

function lengthOf(ms: number): string {
  const seconds = ms / 1_000;
  if (seconds < 60) return `${numberFormat({ maximumFractionDigits: 1 }).format(seconds)} s`;
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')} min`;
}

function titlesOf<Word extends string>(words: Record<Word, { title: string }>): Record<Word, string> {
  const titles = Object.entries(words) as [Word, { title: string }][];
  return Object.fromEntries(titles.map(([word, { title }]) => [word, title])) as Record<Word, string>;
}
