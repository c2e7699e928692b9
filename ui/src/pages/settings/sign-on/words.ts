import type { Role } from '@/api/types';
import { listed } from '../needs/words';
import { ROLES } from '../words';
import type { Provider } from './queries';

export const PROTOCOLS: Record<string, string> = { openid: 'OpenID Connect', saml: 'SAML 2.0' };

/** What holds of everybody who comes by it, in a sentence or two. */
export function toldOf(provider: Provider): string {
  const { email_domains, only_way_in, joining, default_role, roles_of_groups, session_hours, enabled } = provider;
  if (!enabled) return 'Switched off: nobody comes by it.';
  const way = only_way_in ? 'come by it alone' : 'may come by it';
  const groups = Object.keys(roles_of_groups).length;
  const role = default_role ? ROLES[default_role as Role].title : null;
  const strangers =
    joining === 'invited'
      ? 'Only the invited are let in'
      : groups > 0
        ? `Whoever is not known yet joins as their groups say${role ? `, else as ${role}` : ''}`
        : `Whoever is not known yet joins as ${role ?? 'nobody'}`;
  const anew = groups > 0 && joining === 'invited' ? '; their groups say their roles, anew each time' : '';
  const hours = session_hours === 1 ? 'an hour' : `${session_hours} hours`;
  return `People at ${listed(email_domains)} ${way}. ${strangers}${anew}. They sign on again after ${hours}.`;
}

/** Where somebody tries whether it lets them in; a private window leaves this one as it is. */
export function trialOf(providerId: string): string {
  return `${window.location.origin}/api/v1/session/sso/${providerId}/start?return_to=%2Fsigned-on`;
}

/** Each PEM block of a text, or the text itself where it has none. */
export function certificatesIn(text: string): string[] {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g);
  return blocks ?? (text.trim() ? [text.trim()] : []);
}
