import type { Schemas } from '@/api/types';

export type JourneyStage = Schemas['JourneyStage'];
export type JourneyAction = Schemas['JourneyAction'];

export const STAGES: Record<JourneyStage, { title: string; color: string }> = {
  draft: { title: 'Draft', color: 'var(--mantine-color-gray-5)' },
  active: { title: 'Active', color: 'var(--mantine-color-pine-5)' },
  paused: { title: 'Paused', color: 'var(--mantine-color-orange-5)' },
  completed: { title: 'Completed', color: 'var(--mantine-color-gray-6)' },
  archived: { title: 'Archived', color: 'var(--mantine-color-gray-3)' },
};
