/**
 * The pages there are. Each subject says its own in `src/pages/<subject>/pages.ts`; nothing else lists them.
 *
 * A page's code is loaded when somebody goes there. Navigation and palette show a page to those who may use it.
 */
import type { Icon } from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { ChangeKind, Permission } from '@/api/types';

export type Section = 'Today' | 'Campaigns' | 'People' | 'Content' | 'Results' | 'Settings';
export const SECTIONS: readonly Section[] = ['Today', 'Campaigns', 'People', 'Content', 'Results', 'Settings'];

export interface Page {
  /** As the router has it: `/campaigns/$campaignId`. */
  path: string;
  /** What the page is called in the tab, in the navigation and in the palette. */
  title: string;
  load: () => Promise<{ default: ComponentType }>;
  /** One of these permissions opens it; left out, it is for everybody who is signed in. */
  needs?: readonly Permission[];
  /** Left out, it is reached from other pages only. */
  nav?: { section: Section; icon: Icon /** Within its section, smaller first. */; order: number };
  /** The page of the navigation it belongs to, where its path does not begin like that one's. */
  within?: string;
  /** What else somebody may call it in the palette. */
  keywords?: readonly string[];
  /** Makes what the page asks for of the address's query; what makes no sense is dropped. */
  search?: (query: Record<string, unknown>) => object;
  /** For whoever is signed out, outside the frame. */
  isOutside?: boolean;
}

/** Something to do from anywhere, by the palette. */
export interface Action {
  id: string;
  title: string;
  icon: Icon;
  to: string;
  needs?: readonly Permission[];
  keywords?: readonly string[];
}

/** Something to find from anywhere, by the palette. */
export interface Finder {
  /** What kind of thing is found: "Campaigns". */
  title: string;
  icon: Icon;
  needs?: readonly Permission[];
  /** How things of this kind are found, where it is not by what they are called. */
  how?: string;
  find: (words: string, signal: AbortSignal) => Promise<Found[]>;
}

export interface Found {
  id: string;
  title: string;
  description?: string;
  to: string;
}

interface Subject {
  pages: readonly Page[];
  actions?: readonly Action[];
  finders?: readonly Finder[];
  /** Which of its queries ask anew when something has changed: those with such a word in their key. */
  hears?: Hears;
}

/** By what has changed; a subject that shows campaigns has `{ campaigns: ['campaigns'] }`. */
export type Hears = Readonly<Partial<Record<ChangeKind, readonly string[]>>>;

const subjects = Object.values(import.meta.glob<Subject>('../pages/*/pages.ts', { eager: true }));

export const pages: readonly Page[] = subjects.flatMap((subject) => subject.pages);
export const actions: readonly Action[] = subjects.flatMap((subject) => subject.actions ?? []);
export const finders: readonly Finder[] = subjects.flatMap((subject) => subject.finders ?? []);

/** The words in the keys of all queries that are out of date once these have changed. */
export function staleAfter(changed: Iterable<ChangeKind> | 'everything'): ReadonlySet<unknown> {
  const hears = subjects.map((subject) => subject.hears ?? {});
  if (changed === 'everything') return new Set(hears.flatMap((one) => Object.values(one).flat()));
  return new Set([...changed].flatMap((kind) => hears.flatMap((one) => one[kind] ?? [])));
}

const paths = new Set(pages.map((page) => page.path));

/** Whether there is such a page: what leads nowhere is shown as plain text. */
export function isPage(path: string): boolean {
  return paths.has(path);
}

export function mayUse(wanted: { needs?: readonly Permission[] }, held: ReadonlySet<Permission>): boolean {
  return wanted.needs?.some((permission) => held.has(permission)) ?? true;
}

/** What the navigation shows to somebody who holds these permissions. */
export function navigation(held: ReadonlySet<Permission>): { section: Section; pages: Page[] }[] {
  return SECTIONS.map((section) => ({
    section,
    pages: pages
      .filter((page) => page.nav?.section === section && mayUse(page, held))
      .sort((one, other) => (one.nav?.order ?? 0) - (other.nav?.order ?? 0)),
  })).filter((group) => group.pages.length > 0);
}
