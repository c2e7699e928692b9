import { IconPlus, IconSend2 } from '@tabler/icons-react';
import type { Action, Finder, Hears, Page } from '@/app/pages';
import { filtersOf, likeOf, shownOf } from './filters';
import { findBroadcasts } from './find';

export const pages: readonly Page[] = [
  {
    path: '/broadcasts',
    title: 'Broadcasts',
    load: () => import('./BroadcastsPage'),
    needs: ['journey:read'],
    nav: { section: 'Campaigns', icon: IconSend2, order: 30 },
    keywords: ['newsletter', 'mailing', 'send', 'blast'],
    search: filtersOf,
  },
  {
    path: '/broadcasts/new',
    title: 'New broadcast',
    load: () => import('./edit/NewPage'),
    needs: ['journey:write'],
    search: likeOf,
  },
  {
    path: '/broadcasts/$broadcastId',
    title: 'Broadcast',
    load: () => import('./one/BroadcastPage'),
    needs: ['journey:read'],
    search: shownOf,
  },
  {
    path: '/broadcasts/$broadcastId/edit',
    title: 'Edit a broadcast',
    load: () => import('./edit/EditPage'),
    needs: ['journey:write'],
  },
];

export const actions: readonly Action[] = [
  {
    id: 'broadcasts.new',
    title: 'New broadcast',
    icon: IconPlus,
    to: '/broadcasts/new',
    needs: ['journey:write'],
    keywords: ['create', 'newsletter', 'mailing', 'send'],
  },
];

export const hears: Hears = {
  broadcasts: ['broadcasts', 'broadcast'],
};

export const finders: readonly Finder[] = [
  { title: 'Broadcasts', icon: IconSend2, needs: ['journey:read'], find: findBroadcasts },
];
