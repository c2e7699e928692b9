/** Where a notification leads: to what it is about. */
import type { Notification } from '@/api/types';
import { isPage } from '@/app/pages';

const WHERE: Record<Notification['kind'], string> = {
  budget_alert: '/campaigns/$campaignId',
  mention: '/campaigns/$campaignId',
  data_request: '/data-requests',
  rights_expiring: '/assets/$assetId',
};

/** An address, or null where there is no page of it. */
export function addressOf({ kind, subject_id }: Pick<Notification, 'kind' | 'subject_id'>): string | null {
  const path = WHERE[kind];
  return isPage(path) ? path.replace(/\$\w+/, subject_id) : null;
}
