import { IconUsersGroup, IconUsersPlus } from '@tabler/icons-react';
import type { Action, Hears, Page } from '@/app/pages';

export const pages: readonly Page[] = [
  {
    path: '/segments',
    title: 'Segments',
    load: () => import('./SegmentsPage'),
    needs: ['journey:read'],
    nav: { section: 'People', icon: IconUsersGroup, order: 20 },
    keywords: ['audiences', 'groups'],
  },
  {
    path: '/segments/new',
    title: 'New segment',
    load: () => import('./NewSegmentPage'),
    needs: ['journey:write'],
  },
  {
    path: '/segments/$segmentId',
    title: 'A segment',
    load: () => import('./SegmentPage'),
    needs: ['journey:read'],
  },
];

export const actions: readonly Action[] = [
  { id: 'new-segment', title: 'New segment', icon: IconUsersPlus, to: '/segments/new', needs: ['journey:write'] },
];

export const hears: Hears = {
  segments: ['segments'],
};
