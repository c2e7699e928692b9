import { IconChartBar } from '@tabler/icons-react';
import type { Page } from '@/app/pages';
import { lookOf } from './address';

export const pages: readonly Page[] = [
  {
    path: '/reports',
    title: 'Reports',
    load: () => import('./ReportsPage'),
    needs: ['analytics:read', 'journey:read'],
    nav: { section: 'Results', icon: IconChartBar, order: 10 },
    keywords: ['results', 'dashboard', 'ROAS', 'spend', 'clicks', 'conversions', 'opens', 'charts'],
    search: lookOf,
  },
];
