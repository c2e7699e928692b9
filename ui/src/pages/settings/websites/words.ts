import { listed } from '../needs/words';
import type { Consent, Website } from './queries';

export const CONSENTS: Record<Consent, { title: string; does: string }> = {
  required: { title: 'Visitors are asked first', does: 'nothing is sent before a visitor agrees' },
  assumed: { title: 'The site answers for it', does: 'everything is sent, and the site answers for that' },
};

/** "Pages of https://www.shop.example may send what people do; nothing is sent before a visitor agrees." */
export function websiteSentence({ enabled, origins, consent }: Website): string {
  if (!enabled) return 'Switched off: nothing of it is let in.';
  const where = origins.length === 0 ? 'Any page' : `Pages of ${listed(origins)}`;
  return `${where} may send what people do; ${CONSENTS[consent].does}.`;
}

/** An address as the API takes an origin: its scheme and host, without a path. */
export function originOf(address: string): string {
  const typed = address.trim().toLowerCase();
  try {
    return new URL(/^https?:\/\//.test(typed) ? typed : `https://${typed}`).origin;
  } catch {
    return typed;
  }
}
