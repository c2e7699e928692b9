import {
  IconActivity,
  IconArrowsExchange,
  IconAt,
  IconBuildingBroadcastTower,
  IconCalendarOff,
  IconGavel,
  IconHistory,
  IconKey,
  IconLogin2,
  IconMailOff,
  IconPlugConnected,
  IconScale,
  IconUserCog,
  IconUserPlus,
  IconWebhook,
  IconWorldWww,
} from '@tabler/icons-react';
import type { Action, Finder, Hears, Page } from '@/app/pages';
import { tabOf as exchangesTabOf } from './exchanges/tabs';
import { findAccounts, findSenders, findWebsites } from './find';
import { tabOf } from './rules/tabs';
import { tabOf as eventsTabOf } from './sources/tabs';
import { stateOf } from './webhooks/states';

const text = (value: unknown) => (typeof value === 'string' && value ? value : undefined);

/** A list from which one is opened, or another is made, in a dialogue of its own. */
const dialogues =
  (make: string) =>
  ({ open, [make]: isMaking }: Record<string, unknown>) => ({
    open: text(open),
    ...(isMaking ? { [make]: true } : {}),
  });

export const pages: readonly Page[] = [
  {
    path: '/settings/users',
    title: 'Users',
    load: () => import('./users/UsersPage'),
    needs: ['user:read'],
    nav: { section: 'Settings', icon: IconUserCog, order: 10 },
    keywords: ['roles', 'invite', 'colleagues'],
    search: ({ invite }) => (invite ? { invite: true } : {}),
  },
  {
    path: '/settings/keys',
    title: 'API keys',
    load: () => import('./keys/KeysPage'),
    needs: ['user:read'],
    nav: { section: 'Settings', icon: IconKey, order: 20 },
    keywords: ['tokens', 'secrets'],
  },
  {
    path: '/settings/sign-on',
    title: 'Single sign-on',
    load: () => import('./sign-on/SignOnPage'),
    needs: ['user:read'],
    nav: { section: 'Settings', icon: IconLogin2, order: 25 },
    keywords: ['sso', 'oidc', 'openid', 'saml', 'identity provider', 'okta', 'entra'],
    search: dialogues('add'),
  },
  {
    path: '/settings/connectors',
    title: 'Connectors',
    load: () => import('./connectors/ConnectorsPage'),
    needs: ['journey:read'],
    nav: { section: 'Settings', icon: IconPlugConnected, order: 30 },
    keywords: ['vendors', 'sendgrid', 'twilio', 'smtp', 'push', 'webhook', 'channel accounts'],
    search: dialogues('connect'),
  },
  {
    path: '/settings/senders',
    title: 'Senders',
    load: () => import('./senders/SendersPage'),
    needs: ['journey:read'],
    nav: { section: 'Settings', icon: IconAt, order: 35 },
    keywords: ['from', 'domain', 'spf', 'dkim', 'dmarc', 'sender identities'],
    search: dialogues('add'),
  },
  {
    path: '/settings/rules',
    title: 'Rules',
    load: () => import('./rules/RulesPage'),
    needs: ['campaign:read', 'journey:read'],
    nav: { section: 'Settings', icon: IconScale, order: 40 },
    keywords: ['approval', 'gate', 'caps', 'frequency', 'quiet hours', 'holdout', 'throttle', 'delivery policy'],
    search: ({ about }) => ({ about: tabOf(about) }),
  },
  {
    path: '/settings/events',
    title: 'Events in',
    load: () => import('./sources/SourcesPage'),
    needs: ['profile:read'],
    nav: { section: 'Settings', icon: IconActivity, order: 50 },
    keywords: ['sources', 'schemas', 'attributes', 'set aside', 'behaviour', 'tracking plan'],
    search: ({ about }) => ({ about: eventsTabOf(about) }),
  },
  {
    path: '/settings/websites',
    title: 'Websites',
    load: () => import('./websites/WebsitesPage'),
    needs: ['profile:read'],
    nav: { section: 'Settings', icon: IconWorldWww, order: 55 },
    keywords: ['tag', 'pixel', 'snippet', 'write key'],
    search: dialogues('add'),
  },
  {
    path: '/settings/retention',
    title: 'Retention',
    load: () => import('./retention/RetentionPage'),
    needs: ['profile:read'],
    nav: { section: 'Settings', icon: IconCalendarOff, order: 60 },
    keywords: ['how long', 'keep', 'delete', 'days'],
    search: ({ open }) => ({ open: text(open) }),
  },
  {
    path: '/settings/platforms',
    title: 'Demand-side platforms',
    load: () => import('./platforms/PlatformsPage'),
    needs: ['dsp:read'],
    nav: { section: 'Settings', icon: IconBuildingBroadcastTower, order: 32 },
    keywords: ['dsp', 'audiences', 'meta', 'dv360', 'trade desk', 'amazon', 'xandr'],
    search: ({ connect, open, audience }) => ({
      open: text(open),
      audience: text(audience),
      ...(connect ? { connect: true } : {}),
    }),
  },
  {
    path: '/settings/exchanges',
    title: 'Exchanges',
    load: () => import('./exchanges/ExchangesPage'),
    needs: ['exchange:read'],
    nav: { section: 'Settings', icon: IconArrowsExchange, order: 75 },
    keywords: ['ssp', 'openrtb', 'secrets', 'currencies', 'rates'],
    search: ({ about }) => ({ about: exchangesTabOf(about) }),
  },
  {
    path: '/settings/webhooks',
    title: 'Webhook calls',
    load: () => import('./webhooks/WebhooksPage'),
    needs: ['journey:read'],
    nav: { section: 'Settings', icon: IconWebhook, order: 70 },
    keywords: ['dead letters', 'replay', 'send again'],
    search: ({ which }) => ({ which: stateOf(which) }),
  },
  {
    path: '/settings/audit',
    title: 'Audit',
    load: () => import('./audit/AuditPage'),
    needs: ['audit:read'],
    nav: { section: 'Settings', icon: IconHistory, order: 80 },
    keywords: ['log', 'history', 'who did what'],
    search: ({ what, who, from, to }) => ({ what: text(what), who: text(who), from: text(from), to: text(to) }),
  },
  {
    path: '/data-requests',
    title: 'Data requests',
    load: () => import('./requests/RequestsPage'),
    needs: ['profile:read'],
    nav: { section: 'People', icon: IconGavel, order: 60 },
    keywords: ['privacy', 'erasure', 'export', 'gdpr', 'ccpa'],
    search: ({ person }) => ({ person: text(person) }),
  },
  {
    path: '/suppressions',
    title: 'Suppression list',
    load: () => import('./suppressions/SuppressionsPage'),
    needs: ['profile:read'],
    nav: { section: 'People', icon: IconMailOff, order: 50 },
    keywords: ['blocked', 'bounced', 'unsubscribed'],
    search: ({ channel, reason }) => ({ channel: text(channel), reason: text(reason) }),
  },
];

export const actions: readonly Action[] = [
  {
    id: 'invite',
    title: 'Invite somebody',
    icon: IconUserPlus,
    to: '/settings/users?invite=true',
    needs: ['user:write'],
    keywords: ['user', 'colleague'],
  },
  {
    id: 'connect account',
    title: 'Connect a channel account',
    icon: IconPlugConnected,
    to: '/settings/connectors?connect=true',
    needs: ['journey:write'],
    keywords: ['connector', 'vendor'],
  },
  {
    id: 'add sender',
    title: 'Add a sender',
    icon: IconAt,
    to: '/settings/senders?add=true',
    needs: ['journey:write'],
    keywords: ['from address'],
  },
  {
    id: 'change caps',
    title: 'Change caps and quiet hours',
    icon: IconScale,
    to: '/settings/rules?about=delivery',
    needs: ['journey:write'],
    keywords: ['frequency', 'limits'],
  },
  {
    id: 'add website',
    title: 'Add a website and its tag',
    icon: IconWorldWww,
    to: '/settings/websites?add=true',
    needs: ['profile:write'],
    keywords: ['snippet', 'pixel'],
  },
  {
    id: 'add provider',
    title: 'Add an identity provider',
    icon: IconLogin2,
    to: '/settings/sign-on?add=true',
    needs: ['user:write'],
    keywords: ['sso', 'saml', 'openid'],
  },
];

export const finders: readonly Finder[] = [
  { title: 'Channel accounts', icon: IconPlugConnected, needs: ['journey:read'], find: findAccounts },
  { title: 'Senders', icon: IconAt, needs: ['journey:read'], find: findSenders },
  { title: 'Websites', icon: IconWorldWww, needs: ['profile:read'], find: findWebsites },
];

export const hears: Hears = {
  users: ['users', 'identity providers'],
  keys: ['keys'],
  data_requests: ['data requests', 'retention kept', 'retention runs'],
  channels: ['channel accounts', 'senders'],
  sources: ['event sources', 'event schemas', 'attributes held to a type', 'websites'],
  platforms: ['platform accounts', 'platform audiences'],
  exchanges: ['exchanges', 'rates'],
};
