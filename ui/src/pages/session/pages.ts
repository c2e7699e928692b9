import type { Page } from '@/app/pages';

const text = (value: unknown) => (typeof value === 'string' && value ? value : undefined);

export const pages: readonly Page[] = [
  {
    path: '/sign-in',
    title: 'Sign in',
    load: () => import('./SignIn'),
    isOutside: true,
    search: (query) => ({ next: text(query.next), tenant: text(query.tenant), sso_error: text(query.sso_error) }),
  },
  {
    path: '/signed-on',
    title: 'Signing in',
    load: () => import('./SignedOn'),
    isOutside: true,
    search: (query) => ({ next: text(query.next), tenant: text(query.tenant), sso_error: text(query.sso_error) }),
  },
  { path: '/forgotten-password', title: 'Forgotten password', load: () => import('./Forgotten'), isOutside: true },
  { path: '/choose-password', title: 'Choose a password', load: () => import('./ChoosePassword'), isOutside: true },
];
