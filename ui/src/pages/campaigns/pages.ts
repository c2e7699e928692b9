import { IconPlus, IconSpeakerphone } from '@tabler/icons-react';
import type { Action, Finder, Hears, Page } from '@/app/pages';
import { filtersOf } from './filters';
import { tabOf } from './one/tabs';
import { launchOf } from './plan/address';
import { findCampaigns } from './queries';

export const pages: readonly Page[] = [
  {
    path: '/campaigns',
    title: 'Campaigns',
    load: () => import('./CampaignsPage'),
    needs: ['campaign:read'],
    nav: { section: 'Campaigns', icon: IconSpeakerphone, order: 10 },
    search: filtersOf,
  },
  {
    path: '/campaigns/new',
    title: 'New campaign',
    load: () => import('./plan/NewPage'),
    needs: ['campaign:write'],
    search: launchOf,
  },
  {
    path: '/campaigns/$campaignId',
    title: 'Campaign',
    load: () => import('./one/CampaignPage'),
    needs: ['campaign:read'],
    search: tabOf,
  },
  {
    path: '/campaigns/$campaignId/edit',
    title: 'Edit a campaign',
    load: () => import('./plan/EditPage'),
    needs: ['campaign:write'],
  },
];

export const actions: readonly Action[] = [
  {
    id: 'campaigns.new',
    title: 'New campaign',
    icon: IconPlus,
    to: '/campaigns/new',
    needs: ['campaign:write'],
    keywords: ['create', 'brief', 'launch'],
  },
];

export const finders: readonly Finder[] = [
  { title: 'Campaigns', icon: IconSpeakerphone, needs: ['campaign:read'], find: findCampaigns },
];

export const hears: Hears = {
  campaigns: ['campaigns', 'campaign', 'launch', 'launches'],
  budgets: ['budget', 'alerts'],
  creatives: ['campaign'],
  views: ['views'],
  rules: ['campaign'],
};
