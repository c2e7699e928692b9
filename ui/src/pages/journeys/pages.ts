import { IconRoute } from '@tabler/icons-react';
import type { Finder, Hears, Page } from '@/app/pages';
import { filtersOf, shownOf } from './filters';
import { findJourneys } from './find';

export const pages: readonly Page[] = [
  {
    path: '/journeys',
    title: 'Journeys',
    load: () => import('./JourneysPage'),
    needs: ['journey:read'],
    nav: { section: 'Campaigns', icon: IconRoute, order: 20 },
    keywords: ['canvas', 'automation', 'flow', 'steps'],
    search: filtersOf,
  },
  {
    path: '/journeys/$journeyId',
    title: 'Journey',
    load: () => import('./one/JourneyPage'),
    needs: ['journey:read'],
    search: shownOf,
  },
];

export const finders: readonly Finder[] = [
  { title: 'Journeys', icon: IconRoute, needs: ['journey:read'], find: findJourneys },
];

export const hears: Hears = {
  journeys: ['journeys', 'journey', 'journey counts'],
};
