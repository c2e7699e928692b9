import { IconFileImport, IconUsers } from '@tabler/icons-react';
import type { Action, Finder, Hears, Page } from '@/app/pages';
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
  {
    path: '/people/imports',
    title: 'Imports',
    load: () => import('./imports/ImportsPage'),
    needs: ['profile:read'],
    keywords: ['csv', 'upload', 'files of people', 'error file'],
  },
  {
    path: '/people/imports/new',
    title: 'Import people',
    load: () => import('./imports/NewImportPage'),
    needs: ['profile:write'],
    search: ({ mapping }) =>
      typeof mapping === 'string' || typeof mapping === 'number' ? { mapping: String(mapping) } : {},
  },
  {
    path: '/people/imports/$importId',
    title: 'An import',
    load: () => import('./imports/ImportPage'),
    needs: ['profile:read'],
  },
];

export const actions: readonly Action[] = [
  {
    id: 'import-people',
    title: 'Import people',
    icon: IconFileImport,
    to: '/people/imports/new',
    needs: ['profile:write'],
    keywords: ['upload', 'csv', 'file', 'contacts', 'customers'],
  },
];

export const hears: Hears = {
  imports: ['imports'],
};

export const finders: readonly Finder[] = [
  {
    title: 'People',
    icon: IconUsers,
    needs: ['profile:read'],
    how: 'People are found by the beginning of their first or last name, or by the whole of their e-mail address, phone number or customer number.',
    find: findInPalette,
  },
];
