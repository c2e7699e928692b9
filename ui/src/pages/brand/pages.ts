import { IconPalette, IconShieldCheck } from '@tabler/icons-react';
import type { Action, Hears, Page } from '@/app/pages';

export const pages: readonly Page[] = [
  {
    path: '/brand',
    title: 'Brand kits',
    load: () => import('./KitsPage'),
    needs: ['creative:read'],
    nav: { section: 'Content', icon: IconPalette, order: 30 },
    keywords: ['colours', 'fonts', 'tone', 'logo', 'style guide'],
    search: ({ archived }) => (archived === true ? { archived } : {}),
  },
  {
    path: '/brand/check',
    title: 'Check against the brand',
    load: () => import('./check/CheckPage'),
    needs: ['creative:read'],
    search: ({ kit }) => (typeof kit === 'string' ? { kit } : {}),
  },
  {
    path: '/brand/$kitId',
    title: 'Brand kit',
    load: () => import('./edit/KitPage'),
    needs: ['creative:read'],
  },
];

export const hears: Hears = { brand: ['kits', 'in force', 'versions'] };

export const actions: readonly Action[] = [
  {
    id: 'brand.check',
    title: 'Check against the brand',
    icon: IconShieldCheck,
    to: '/brand/check',
    needs: ['creative:read'],
    keywords: ['validate', 'colours', 'words', 'logo'],
  },
];
