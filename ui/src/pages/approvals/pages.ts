import { IconChecklist } from '@tabler/icons-react';
import type { Hears, Page } from '@/app/pages';

const load = () => import('./ApprovalsPage');

export const pages: readonly Page[] = [
  {
    path: '/approvals',
    title: 'Approvals',
    load,
    needs: ['campaign:read'],
    nav: { section: 'Today', icon: IconChecklist, order: 20 },
    keywords: ['review', 'approve', 'waiting', 'queue'],
  },
  { path: '/approvals/$campaignId', title: 'Approval', load, needs: ['campaign:read'] },
];

export const hears: Hears = {
  campaigns: ['approvals'],
  creatives: ['approvals'],
  brand: ['approvals'],
  rules: ['approvals'],
  comments: ['comments'],
};
