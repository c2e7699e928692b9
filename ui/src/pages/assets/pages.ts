import { IconPhoto, IconUpload } from '@tabler/icons-react';
import type { Action, Finder, Hears, Page } from '@/app/pages';
import { filtersOf } from './filters';
import { findAssets } from './queries';

export const pages: readonly Page[] = [
  {
    path: '/assets',
    title: 'Assets',
    load: () => import('./AssetsPage'),
    needs: ['creative:read'],
    nav: { section: 'Content', icon: IconPhoto, order: 20 },
    keywords: ['library', 'files', 'images', 'logos', 'fonts', 'upload'],
    search: filtersOf,
  },
  {
    path: '/assets/$assetId',
    title: 'Asset',
    load: () => import('./one/AssetPage'),
    needs: ['creative:read'],
  },
];

export const hears: Hears = { assets: ['assets'] };

export const actions: readonly Action[] = [
  {
    id: 'assets.upload',
    title: 'Upload files',
    icon: IconUpload,
    to: '/assets',
    needs: ['creative:write'],
    keywords: ['asset', 'library', 'image'],
  },
];

export const finders: readonly Finder[] = [
  { title: 'Assets', icon: IconPhoto, needs: ['creative:read'], find: findAssets },
];
