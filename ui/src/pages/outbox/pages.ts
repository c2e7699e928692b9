import { IconMailOpened } from '@tabler/icons-react';
import type { Page } from '@/app/pages';
import { CHANNELS } from '@/parts/words/channels';

export const pages: readonly Page[] = [
  {
    path: '/outbox',
    title: 'Outbox',
    load: () => import('./OutboxPage'),
    needs: ['profile:read'],
    nav: { section: 'People', icon: IconMailOpened, order: 40 },
    keywords: ['messages', 'letters', 'e-mails', 'delivered'],
    search: ({ message, channel, person }) => ({
      message: typeof message === 'string' ? message : undefined,
      person: typeof person === 'string' ? person : undefined,
      channel: typeof channel === 'string' && channel in CHANNELS ? channel : undefined,
    }),
  },
];
