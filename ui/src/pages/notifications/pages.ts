import type { Hears, Page } from '@/app/pages';

export const pages: readonly Page[] = [
  {
    path: '/notifications',
    title: 'Notifications',
    load: () => import('./NotificationsPage'),
    keywords: ['news', 'mentions', 'alerts', 'digest', 'daily e-mail', 'letter'],
  },
];

export const hears: Hears = {
  notifications: ['notifications'],
};
