import type { Permission } from '@/api/types';
import { permitted } from '@/app/roles';
import type { Key } from './queries';

const MOST_NAMED = 2;

export function scopeOf({ scopes }: Pick<Key, 'scopes'>): string {
  if (scopes === null) return 'Everything its holder may';
  const said = scopes.slice(0, MOST_NAMED).map((scope) => permitted(scope as Permission));
  const words = said.join(', ') || 'Nothing';
  const whole = scopes.length > MOST_NAMED ? `${words} and ${scopes.length - MOST_NAMED} more` : words;
  return whole.charAt(0).toUpperCase() + whole.slice(1);
}

export function stateOf({ revoked, expires_at, demo }: Pick<Key, 'revoked' | 'expires_at' | 'demo'>): string {
  if (revoked) return 'Revoked';
  if (expires_at && Date.parse(expires_at) <= Date.now()) return 'Ended';
  return demo ? 'Demo only' : 'Good';
}

export const OVERLAPS: Record<string, string> = {
  '0': 'End the old one at once',
  '3600': 'Keep the old one for an hour',
  '86400': 'Keep the old one for a day',
  '604800': 'Keep the old one for a week',
};

export const LIVES: Record<string, string> = {
  '30': '30 days',
  '90': '90 days',
  '365': 'A year',
  '': 'Until it is revoked',
};
