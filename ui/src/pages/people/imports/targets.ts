/** What a column of a file of people can be. */
import type { Schemas } from '@/api/types';
import { IDENTITIES, type IdentityKind } from '@/parts/persons/persons';

export type Mapping = Schemas['domain__contacts__files__values__Mapping'];
export type Target = Mapping['columns'][string];
export type AttributeType = Schemas['AttributeType'];
/** `null` leaves the column out. */
export type Choice = Target | null;
export type Known = Schemas['AttributeView'];

type Told = Record<string, { title: string; means: string }>;

const WHO: Record<IdentityKind, string> = {
  external_id: 'Your own number of them. It tells people best: rows with the same number are one person.',
  loyalty_id: 'The number on their card. Whoever you know by it is changed, not made again.',
  email: 'Their address. Whoever you know by it is changed, not made again. Several are divided by |.',
  phone: 'With its country code: +34 600 111 222. Whoever you know by it is changed, not made again.',
  exchange_id: 'What bidders know them by.',
  anonymous_id: 'What your website or app knows them by before they say who they are.',
};

const ABOUT: Told = {
  attribute: { title: 'Attribute', means: 'Something you know of them, for segments and messages.' },
  time_zone: { title: 'Time zone', means: 'Whose clock holds for quiet hours: Europe/Madrid.' },
  locale: { title: 'Language', means: 'In which they are written to: es-ES, or en.' },
  preferred_channel: { title: 'Preferred channel', means: 'email, sms, whatsapp, push and so on.' },
};

const AGREED: Told = {
  consent: { title: 'Consent', means: 'Yes or no to being written to. An empty cell says nothing.' },
  sale_opt_out: {
    title: 'Opted out of sale and sharing',
    means: 'A yes opts them out of the sale and sharing of their data. A no opts nobody in again.',
  },
  consented_at: {
    title: 'When they answered',
    means: 'The time of all consents of the row. Without it they hold from now, and a yes does not undo an earlier no.',
  },
  consent_how: { title: 'How they answered', means: 'form, double_opt_in, call, in_person and so on.' },
  consent_source: { title: 'Where they answered', means: 'The form or document; kept as proof.' },
  consent_text_version: { title: 'Which text they read', means: 'Its version; kept as proof.' },
  consent_proof: { title: 'Proof of their answer', means: 'How it can be shown, in your words.' },
  consent_ip: { title: 'Address of their device', means: 'Kept as proof of the consent.' },
  consent_user_agent: { title: 'Browser they used', means: 'Kept as proof of the consent.' },
};

const LEFT = { title: 'Leave it out', means: 'Nothing of it is taken in.' };

/** For a select: titles in groups, by key. */
export const GROUPS = [
  { group: 'Who they are', items: Object.entries(IDENTITIES).map(([kind, label]) => ({ value: kind, label })) },
  { group: 'What you know of them', items: itemsOf(ABOUT) },
  { group: 'What they agreed to', items: itemsOf(AGREED) },
];
export const LEFT_OUT = { value: '', label: LEFT.title };

export function keyOf(choice: Choice): string {
  if (!choice) return '';
  return choice.to === 'identity' ? choice.kind : choice.to;
}

/** Of a key that is chosen; an attribute is called like its column to begin with. */
export function choiceOf(key: string, heading: string, known: readonly Known[]): Choice {
  if (key === '') return null;
  if (key in WHO) return { to: 'identity', kind: key as IdentityKind };
  if (key === 'attribute') return attribute(attributeNameOf(heading), known);
  if (key === 'consent') return { to: 'consent', channel: 'email', purpose: 'marketing' };
  return { to: key } as Target;
}

export function attribute(name: string, known: readonly Known[], type: AttributeType = 'text'): Target {
  return { to: 'attribute', name, type: known.find((one) => one.name === name)?.type ?? type };
}

export function titleOf(choice: Choice): string {
  if (!choice) return LEFT.title;
  if (choice.to === 'identity') return IDENTITIES[choice.kind];
  return (ABOUT[choice.to] ?? AGREED[choice.to])?.title ?? choice.to;
}

export function meaningOf(choice: Choice): string {
  if (!choice) return LEFT.means;
  if (choice.to === 'identity') return WHO[choice.kind];
  return (ABOUT[choice.to] ?? AGREED[choice.to])?.means ?? '';
}

/** "First name" as `first_name`; empty where no letter or digit is left. */
export function attributeNameOf(heading: string): string {
  const name = heading
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  return (/^[a-z]/.test(name) ? name : name && `f_${name}`).slice(0, 64);
}

function itemsOf(told: Told) {
  return Object.entries(told).map(([value, { title }]) => ({ value, label: title }));
}
