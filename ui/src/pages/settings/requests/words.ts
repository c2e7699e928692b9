import type { Schemas } from '@/api/types';

export const LAWS: Record<Schemas['Law'], string> = {
  gdpr: 'GDPR: due in 30 days',
  ccpa: 'CCPA: due in 45 days',
};

export const CHECKS: Record<Schemas['Check'], string> = {
  signed_in: 'They were signed in',
  link_to_address: 'They followed a link that was sent to their address',
  call_back: 'They were called back at a number we had',
  document: 'They showed a document',
  agent: 'Somebody they authorised asked, and the authority was seen',
};
