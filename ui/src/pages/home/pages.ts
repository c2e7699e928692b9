import { IconHome } from '@tabler/icons-react';
import type { Hears, Page } from '@/app/pages';

export const pages: readonly Page[] = [
  {
    path: '/',
    title: 'Home',
    load: () => import('./HomePage'),
    nav: { section: 'Today', icon: IconHome, order: 10 },
    keywords: ['today', 'start', 'what needs me'],
  },
];

export const hears: Hears = {
  campaigns: ['home'],
  journeys: ['home'],
  broadcasts: ['home'],
  budgets: ['budget'],
  notifications: ['notifications'],
};
