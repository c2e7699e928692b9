import { IconCalendar, IconCalendarOff } from '@tabler/icons-react';
import type { Action, Hears, Page } from '@/app/pages';
import { shownOf } from './address';

export const pages: readonly Page[] = [
  {
    path: '/calendar',
    title: 'Calendar',
    load: () => import('./CalendarPage'),
    needs: ['campaign:read'],
    nav: { section: 'Campaigns', icon: IconCalendar, order: 40 },
    keywords: ['schedule', 'dates', 'conflicts', 'blackout', 'month', 'week'],
    search: shownOf,
  },
  {
    path: '/calendar/free-days',
    title: 'Days kept free',
    load: () => import('./free/FreeDaysPage'),
    needs: ['campaign:read'],
  },
];

export const actions: readonly Action[] = [
  {
    id: 'calendar.free',
    title: 'Keep days free',
    icon: IconCalendarOff,
    to: '/calendar/free-days',
    needs: ['campaign:write'],
    keywords: ['blackout', 'holiday', 'calendar'],
  },
];

export const hears: Hears = {
  calendar: ['calendar'],
  campaigns: ['calendar'],
  broadcasts: ['calendar'],
  journeys: ['calendar'],
};
