import { IconCoins } from '@tabler/icons-react';
import type { Hears, Page } from '@/app/pages';
import { entryOf, shownOf } from './address';

export const pages: readonly Page[] = [
  {
    path: '/budgets',
    title: 'Budgets',
    load: () => import('./BudgetsPage'),
    needs: ['campaign:read'],
    nav: { section: 'Results', icon: IconCoins, order: 20 },
    keywords: ['money', 'spend', 'pacing', 'behind plan', 'alerts'],
    search: shownOf,
  },
  {
    path: '/budgets/$campaignId',
    title: 'Money of a campaign',
    load: () => import('./one/MoneyPage'),
    needs: ['campaign:read'],
    search: entryOf,
  },
];

export const hears: Hears = {
  budgets: ['budgets'],
  campaigns: ['budgets'],
};
