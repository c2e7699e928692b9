import type { Schemas } from '@/api/types';

export type Stage = Schemas['domain__broadcasts__values__Stage'];
export type Action = Schemas['domain__broadcasts__values__Action'];

/** In the order broadcasts go through them. */
export const STAGES: Record<Stage, { title: string; color: string }> = {
  draft: { title: 'Draft', color: 'var(--mantine-color-gray-5)' },
  scheduled: { title: 'Scheduled', color: 'var(--mantine-color-blue-5)' },
  running: { title: 'Going out', color: 'var(--mantine-color-pine-5)' },
  paused: { title: 'Paused', color: 'var(--mantine-color-orange-5)' },
  done: { title: 'Done', color: 'var(--mantine-color-gray-6)' },
  cancelled: { title: 'Cancelled', color: 'var(--mantine-color-red-6)' },
};
