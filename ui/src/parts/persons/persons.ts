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
export function nameOfContact({ attributes, identities }: Pick<Contact, 'attributes' | 'identities'>): string {
  const said = (key: string) => (typeof attributes[key] === 'string' ? (attributes[key] as string).trim() : '');
  const whole = [said('first_name'), said('last_name')].filter(Boolean).join(' ');
  const named = whole || said('name') || said('full_name');
  if (named) return named;
  const { email, phone, external_id, loyalty_id } = identities;
  if (email?.[0] || phone?.[0]) return email?.[0] ?? phone?.[0] ?? '';
  if (external_id?.[0]) return `Customer ${external_id[0]}`;
  if (loyalty_id?.[0]) return `Member ${loyalty_id[0]}`;
  return 'A visitor without a name';
}
