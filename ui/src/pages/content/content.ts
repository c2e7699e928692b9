/** What authors write, as the API keeps it: see `GET /api/v1/content/templates/schema/content`. */

import type { Channel } from '@/api/types';
import { nameFormat } from '@/parts/words/formats';

export interface Button {
  label: string;
  url?: string;
  action?: string;
}

/** One language. What is null or left out is taken from the language it falls back to. */
export interface Wording {
  subject?: string | null;
  preheader?: string | null;
  html?: string | null;
  text?: string | null;
  title?: string | null;
  body?: string | null;
  url?: string | null;
  image_url?: string | null;
  buttons?: Button[] | null;
  media_urls?: string[] | null;
  data?: Record<string, unknown> | null;
  headers?: Record<string, string> | null;
}
export type Field = keyof Wording;
export type TextField = Exclude<Field, 'buttons' | 'media_urls' | 'data' | 'headers'>;

export interface Lookup {
  name: string;
  catalogue: string;
  item: string;
  many?: boolean;
}

export interface Fetch {
  name: string;
  url: string;
  kind?: 'json' | 'text';
  cache_s?: number;
  timeout_ms?: number;
  if_unavailable?: 'leave_empty' | 'do_not_send';
}

export interface Tracking {
  opens?: boolean;
  clicks?: boolean;
  utm?: { source?: string; medium?: string; campaign?: string; term?: string; content?: string; hosts?: string[] };
}

export interface Content {
  markup?: 'html' | 'mjml';
  default_locale?: string;
  wordings: Record<string, Wording>;
  defaults?: Record<string, unknown>;
  required?: string[];
  lookups?: Lookup[];
  fetches?: Fetch[];
  tracking?: Tracking;
}

/** What the API keeps may lack anything: it has faults until it is published. */
export function contentOf(kept: Record<string, unknown>): Content {
  const content = kept as Partial<Content>;
  const wordings = content.wordings && typeof content.wordings === 'object' ? content.wordings : {};
  return { ...content, wordings: Object.keys(wordings).length > 0 ? wordings : { [defaultOf(content)]: {} } };
}

export function defaultOf({ default_locale }: Pick<Content, 'default_locale'>): string {
  return default_locale ?? 'en';
}

/** `de-AT`, `de`, then the default: where a language takes from what it does not say itself. */
export function chainOf(locale: string, defaultLocale: string): string[] {
  const parts = locale.split('-');
  const chain = parts.map((_, at) => parts.slice(0, parts.length - at).join('-'));
  return [...new Set([...chain, defaultLocale])];
}

/** Languages from the default on, by their names. */
export function localesOf(content: Content): string[] {
  const first = defaultOf(content);
  const others = Object.keys(content.wordings).filter((one) => one !== first);
  return [first, ...others.sort((one, other) => languageOf(one).localeCompare(languageOf(other)))];
}

/** What a language says in one field without saying it itself, and which language says it. */
export function inherited<Of extends Field>(
  content: Content,
  locale: string,
  field: Of,
): { from: string; value: NonNullable<Wording[Of]> } | null {
  for (const from of chainOf(locale, defaultOf(content)).filter((one) => one !== locale)) {
    const value = content.wordings[from]?.[field];
    if (value !== null && value !== undefined) return { from, value: value as NonNullable<Wording[Of]> };
  }
  return null;
}

export function withField(content: Content, locale: string, field: Field, value: Wording[Field]): Content {
  const { [field]: _, ...rest } = content.wordings[locale] ?? {};
  const wording = value === null || value === undefined ? rest : { ...rest, [field]: value };
  return { ...content, wordings: { ...content.wordings, [locale]: wording } };
}

export function languageOf(locale: string): string {
  try {
    return nameFormat({ type: 'language' }).of(locale) ?? locale;
  } catch {
    return locale;
  }
}

/** As the API takes it: `de`, `de-AT`, `zh-Hant-TW`. Null for what is no language. */
export function localeOf(said: string): string | null {
  const [language = '', ...others] = said.trim().split(/[-_]/);
  const rest = others.map((one) =>
    one.length === 4 ? one[0]?.toUpperCase() + one.slice(1).toLowerCase() : one.toUpperCase(),
  );
  const locale = [language.toLowerCase(), ...rest].join('-');
  return /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$/.test(locale) ? locale : null;
}

const SHOWN: readonly Field[] = ['title', 'body', 'html', 'image_url', 'url', 'buttons', 'data'];
const PUSHED: readonly Field[] = ['title', 'body', 'image_url', 'url', 'buttons', 'data'];

/** Fields that a channel has a place for, in the order they are written. */
export const FIELDS: Record<Channel, readonly Field[]> = {
  email: ['subject', 'preheader', 'html', 'text'],
  sms: ['text', 'media_urls'],
  whatsapp: ['text', 'media_urls', 'buttons', 'data'],
  push: PUSHED,
  web_push: PUSHED,
  in_app: SHOWN,
  content_card: SHOWN,
  webhook: ['url', 'body', 'data', 'headers'],
  paid_media: SHOWN,
  in_store: SHOWN,
  web: SHOWN,
};

/** What is typed, as what it means: whole numbers, and yes or no. A price stays a text, as exact as it was written. */
export function meant(said: string): string | number | boolean {
  if (said === 'true' || said === 'false') return said === 'true';
  return /^-?(0|[1-9]\d{0,14})$/.test(said) ? Number(said) : said;
}
