/** A provider as the form has it, and as the API takes it. */
import type { Role } from '@/api/types';
import type { Joining, NewProvider, Provider, ProviderChange } from './queries';
import { certificatesIn } from './words';

export interface Filled extends Record<string, unknown> {
  protocol: 'openid' | 'saml';
  name: string;
  email_domains: string[];
  issuer: string;
  client_id: string;
  client_secret: string;
  scopes: string[];
  entity_id: string;
  sso_url: string;
  certificates: string;
  joining: Joining;
  default_role: Role | '';
  groups: { group: string; role: Role }[];
  only_way_in: boolean;
  vouches_for_addresses: boolean;
  session_hours: number;
  email_claim: string;
  name_claim: string;
  groups_claim: string;
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');
const texts = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);

export function filledFrom(provider?: Provider): Filled {
  const { openid, saml } = provider ?? { openid: null, saml: null };
  return {
    protocol: provider?.protocol === 'saml' ? 'saml' : 'openid',
    name: provider?.name ?? '',
    email_domains: provider?.email_domains ?? [],
    issuer: text(openid?.issuer),
    client_id: text(openid?.client_id),
    client_secret: '',
    scopes: openid ? texts(openid.scopes) : ['openid', 'email', 'profile'],
    entity_id: text(saml?.entity_id),
    sso_url: text(saml?.sso_url),
    certificates: texts(saml?.certificates).join('\n'),
    joining: provider?.joining ?? 'invited',
    default_role: provider?.default_role ?? '',
    groups: Object.entries(provider?.roles_of_groups ?? {}).map(([group, role]) => ({ group, role })),
    only_way_in: provider?.only_way_in ?? true,
    vouches_for_addresses: provider?.vouches_for_addresses ?? false,
    session_hours: provider?.session_hours ?? 12,
    email_claim: provider?.email_claim ?? 'email',
    name_claim: provider?.name_claim ?? 'name',
    groups_claim: provider?.groups_claim ?? 'groups',
  };
}

function rulesOf(filled: Filled) {
  return {
    name: filled.name,
    email_domains: filled.email_domains.map((domain) => domain.trim().toLowerCase()),
    joining: filled.joining,
    default_role: filled.default_role || null,
    roles_of_groups: Object.fromEntries(
      filled.groups.filter(({ group }) => group.trim()).map(({ group, role }) => [group.trim(), role]),
    ),
    only_way_in: filled.only_way_in,
    vouches_for_addresses: filled.vouches_for_addresses,
    session_hours: filled.session_hours,
    email_claim: filled.email_claim,
    name_claim: filled.name_claim,
    groups_claim: filled.groups_claim,
  };
}

function openIdOf({ issuer, client_id, client_secret, scopes }: Filled) {
  return { issuer: issuer.trim(), client_id: client_id.trim(), scopes, ...(client_secret ? { client_secret } : {}) };
}

function samlOf({ entity_id, sso_url, certificates }: Filled) {
  return { entity_id: entity_id.trim(), sso_url: sso_url.trim(), certificates: certificatesIn(certificates) };
}

export function newOf(filled: Filled): NewProvider {
  const wire = filled.protocol === 'openid' ? { openid: openIdOf(filled) } : { saml: samlOf(filled) };
  return { ...rulesOf(filled), ...wire };
}

export function changeOf(filled: Filled, provider: Provider): ProviderChange {
  const wire = provider.protocol === 'openid' ? { openid: openIdOf(filled) } : { saml: samlOf(filled) };
  return { ...rulesOf(filled), ...wire };
}
