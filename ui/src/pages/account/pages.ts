import type { Page } from '@/app/pages';

export const pages: readonly Page[] = [
  {
    path: '/account',
    title: 'Your account',
    load: () => import('./AccountPage'),
    keywords: [
      'password',
      'second factor',
      'two-factor',
      'authenticator',
      'sessions',
      'devices',
      'profile',
      'sign out',
    ],
  },
];
