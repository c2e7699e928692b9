/** Customers, as people speak of them. */
import type { Schemas } from '@/api/types';

export type Contact = Schemas['ContactView'];
export type IdentityKind = Schemas['IdentityKind'];

/** From what tells people best. */
export const IDENTITIES: Record<IdentityKind, string> = {
  external_id: 'Customer number',
  loyalty_id: 'Loyalty number',
  email: 'E-mail',
  phone: 'Phone',
  exchange_id: 'Known to bidders as',
  anonymous_id: 'Browser or app',
};

/** By their name; else by the first thing that says who they are. */
export function nameOfContact({ name, identities }: Pick<Contact, 'name' | 'identities'>): string {
  if (name) return name;
  const { email, phone, external_id, loyalty_id } = identities;
  if (email?.[0] || phone?.[0]) return email?.[0] ?? phone?.[0] ?? '';
  if (external_id?.[0]) return `Customer ${external_id[0]}`;
  if (loyalty_id?.[0]) return `Member ${loyalty_id[0]}`;
  return 'A visitor without a name';
}

/** By which people of one name are told apart. */
export function addressOf({ identities: { email, phone } }: Pick<Contact, 'identities'>): string {
  return email?.[0] ?? phone?.[0] ?? 'No address';
}
