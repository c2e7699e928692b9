import type { Schemas } from '@/api/types';
import type { Reason } from './queries';

export const REASONS: Record<Reason, string> = {
  user_opt_out: 'They unsubscribed',
  bounced: 'Messages came back',
  complained: 'They complained',
  regulatory: 'A law or register says so',
  admin_action: 'Somebody here put them on',
  blocklisted: 'On a list of blocked addresses',
};

export const KINDS: Record<Schemas['IdentityType'], string> = {
  email: 'An e-mail address',
  phone: 'A phone number',
  person: 'A person',
};
