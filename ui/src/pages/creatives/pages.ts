import { IconAd2, IconPackageExport } from '@tabler/icons-react';
import type { Hears, Page } from '@/app/pages';

export const pages: readonly Page[] = [
  {
    path: '/creatives',
    title: 'Creatives',
    load: () => import('./CreativesPage'),
    needs: ['creative:read'],
    nav: { section: 'Content', icon: IconAd2, order: 10 },
    keywords: ['banners', 'videos', 'adverts', 'natives'],
    search: ({ campaign, add }) => ({
      ...(typeof campaign === 'string' && { campaign }),
      ...(add === true && { add }),
    }),
  },
  {
    path: '/creatives/$creativeId',
    title: 'Creative',
    load: () => import('./one/CreativePage'),
    needs: ['creative:read'],
  },
  {
    path: '/exports',
    title: 'Exports',
    load: () => import('./ExportsPage'),
    needs: ['creative:read'],
    nav: { section: 'Content', icon: IconPackageExport, order: 40 },
    keywords: ['packages', 'placements', 'zip', 'publishers'],
  },
];

export const hears: Hears = { creatives: ['creatives'], campaigns: ['creatives'], assets: ['exports'] };
