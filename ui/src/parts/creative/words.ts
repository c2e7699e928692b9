/** What a creative is, in a few words. */
import type { Creative } from '@/api/types';
import { languageName } from '@/parts/words/languages';

export const FORMATS: Record<Creative['format'], string> = {
  banner: 'Banner',
  video: 'Video',
  audio: 'Audio',
  native: 'Native',
};

/** "Banner · 300 × 250 · German" */
export function factsOf({ format, width, height, duration_s, language }: Creative): string {
  return [
    FORMATS[format],
    width && height ? `${width} × ${height}` : '',
    duration_s ? `${duration_s} seconds` : '',
    language ? languageName(language) : '',
  ]
    .filter(Boolean)
    .join(' · ');
}
