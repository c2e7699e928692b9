import { IconBlocks, IconBuildingStore, IconPlugConnected, IconTemplate } from '@tabler/icons-react';
import type { Action, Finder, Hears, Page } from '@/app/pages';
import { filtersOf, shownOf } from './filters';
import { findBlocks, findTemplates } from './find';

export const pages: readonly Page[] = [
  {
    path: '/templates',
    title: 'Templates',
    load: () => import('./templates/TemplatesPage'),
    needs: ['journey:read'],
    nav: { section: 'Content', icon: IconTemplate, order: 10 },
    keywords: ['messages', 'e-mails', 'mjml', 'html', 'letters', 'content studio'],
    search: filtersOf,
  },
  {
    path: '/templates/new',
    title: 'New message template',
    load: () => import('./templates/NewTemplatePage'),
    needs: ['journey:write'],
  },
  {
    path: '/templates/$templateId',
    title: 'Template',
    load: () => import('./one/TemplatePage'),
    needs: ['journey:read'],
    search: shownOf,
  },
  {
    path: '/content-blocks',
    title: 'Content blocks',
    load: () => import('./blocks/BlocksPage'),
    needs: ['journey:read'],
    nav: { section: 'Content', icon: IconBlocks, order: 12 },
    keywords: ['footer', 'header', 'snippets', 'shared'],
  },
  {
    path: '/new-content-block',
    title: 'New content block',
    within: '/content-blocks',
    load: () => import('./blocks/NewBlockPage'),
    needs: ['journey:write'],
  },
  {
    path: '/content-blocks/$name',
    title: 'Content block',
    load: () => import('./blocks/BlockPage'),
    needs: ['journey:read'],
  },
  {
    path: '/catalogues',
    title: 'Catalogues',
    load: () => import('./catalogues/CataloguesPage'),
    needs: ['journey:read'],
    nav: { section: 'Content', icon: IconBuildingStore, order: 14 },
    keywords: ['products', 'items', 'shops', 'offers'],
  },
  {
    path: '/catalogues/$name',
    title: 'Catalogue',
    load: () => import('./catalogues/CataloguePage'),
    needs: ['journey:read'],
  },
  {
    path: '/content-sources',
    title: 'Connected content',
    load: () => import('./sources/SourcesPage'),
    needs: ['journey:read'],
    nav: { section: 'Content', icon: IconPlugConnected, order: 16 },
    keywords: ['hosts', 'sources', 'fetch', 'weather'],
  },
];

export const actions: readonly Action[] = [
  {
    id: 'new-template',
    title: 'New message template',
    icon: IconTemplate,
    to: '/templates/new',
    needs: ['journey:write'],
  },
  {
    id: 'new-block',
    title: 'New content block',
    icon: IconBlocks,
    to: '/new-content-block',
    needs: ['journey:write'],
  },
];

export const finders: readonly Finder[] = [
  { title: 'Templates', icon: IconTemplate, needs: ['journey:read'], find: findTemplates },
  { title: 'Content blocks', icon: IconBlocks, needs: ['journey:read'], find: findBlocks },
];

export const hears: Hears = {
  content: ['templates', 'template', 'blocks', 'catalogues', 'content sources', 'content variables'],
};
