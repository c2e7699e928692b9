/** Notifications: what they say, and where they lead. */
import type { Notification } from '@/api/types';
import { isPage } from '@/app/pages';
import { shownMoney } from '@/parts/money/money';

const WHERE: Record<Notification['kind'], string> = {
  budget_alert: '/campaigns/$campaignId',
  mention: '/campaigns/$campaignId',
  data_request: '/data-requests',
  rights_expiring: '/assets/$assetId',
  held_back: '/campaigns/$campaignId',
  sent_back: '/campaigns/$campaignId',
  review_waits: '/approvals/$campaignId',
};

/** The page of what it is about, as that is registered. */
export function pageOf({ kind }: Pick<Notification, 'kind'>): string {
  return WHERE[kind];
}

/** An address, or null where there is no page of it. */
export function addressOf(item: Pick<Notification, 'kind' | 'subject_id'>): string | null {
  const path = pageOf(item);
  return isPage(path) ? path.replace(/\$\w+/, item.subject_id) : null;
}

const AMOUNT = /\b(\d[\d,]*\.\d{2}) ([A-Z]{3})\b/g;

/** What it says, with amounts as they stand on all other pages. */
export function saidBy({ text }: Pick<Notification, 'text'>): string {
  return text.replace(AMOUNT, (_, amount: string, currency: string) =>
    shownMoney(amount.replaceAll(',', ''), currency),
  );
}
