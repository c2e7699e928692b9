import { IconUsers } from '@tabler/icons-react';
import type { Finder, Page } from '@/app/pages';
import { findInPalette } from './lookup';
import { isTab } from './words';

export const pages: readonly Page[] = [
  {
    path: '/people',
    title: 'People',
    load: () => import('./PeoplePage'),
    needs: ['profile:read'],
    nav: { section: 'People', icon: IconUsers, order: 10 },
    keywords: ['contacts', 'customers', 'profiles'],
    search: ({ q }) => (typeof q === 'string' || typeof q === 'number' ? { q: String(q) } : {}),
  },
  {
    path: '/people/$personId',
    title: 'A person',
    load: () => import('./PersonPage'),
    needs: ['profile:read'],
    search: ({ tab }) => (isTab(tab) ? { tab } : {}),
  },
];

export const finders: readonly Finder[] = [
  { title: 'People', icon: IconUsers, needs: ['profile:read'], find: findInPalette },
];
