import type { Channel } from '@/api/types';
import type { Standing } from '../Health';
import { listed } from '../needs/words';
import type { RecordCheck, Sender } from './queries';

/** Channels on which somebody is written as. */
export const WRITTEN_AS: readonly Channel[] = ['email', 'sms', 'whatsapp'];

export const ADDRESSES: Partial<Record<Channel, { title: string; hint: string; placeholder: string }>> = {
  email: { title: 'Address', hint: 'What answers go to, unless you name another', placeholder: 'news@shop.example' },
  sms: {
    title: 'Number or name',
    hint: 'A number, a short code, or a name of at most eleven letters and digits',
    placeholder: '+14155550100',
  },
  whatsapp: { title: 'Number', hint: 'As it is registered at WhatsApp', placeholder: '+14155550100' },
};

export const RECORDS: Record<string, { title: string; does: string }> = {
  spf: { title: 'SPF', does: 'says which servers may send for the domain' },
  dkim: { title: 'DKIM', does: 'holds the key that letters are signed with' },
  dmarc: { title: 'DMARC', does: 'says what receivers do with letters that prove neither' },
};

const FINDINGS: Record<string, { standing: Standing; words: string }> = {
  good: { standing: 'good', words: 'in order' },
  weak: { standing: 'weak', words: 'there, and does not do what it is for' },
  missing: { standing: 'bad', words: 'missing' },
  not_checked: { standing: 'unknown', words: 'not looked at' },
};

export function findingOf(finding: string): { standing: Standing; words: string } {
  return FINDINGS[finding] ?? { standing: 'unknown', words: 'not looked at' };
}

/** How receivers see the sender's domain, in a sentence. */
export function domainOf({ channel, domain }: Sender): { standing: Standing; words: string } | null {
  if (channel !== 'email') return null;
  if (!domain) return { standing: 'unknown', words: 'Its domain was never checked' };
  const wrong = domain.records.filter(({ finding }) => finding !== 'good');
  if (wrong.length === 0) return { standing: 'good', words: `${domain.domain} proves that it is you` };
  const names = (finding: string) =>
    wrong.filter((one) => one.finding === finding).map(({ record }) => RECORDS[record]?.title ?? record);
  const said = [
    ...(names('missing').length > 0 ? [`lacks ${listed(names('missing'))}`] : []),
    ...(names('weak').length > 0 ? [`has a weak ${listed(names('weak'))}`] : []),
    ...(names('not_checked').length > 0 ? [`was not asked for ${listed(names('not_checked'))}`] : []),
  ];
  return { standing: findingOf(domain.finding).standing, words: `${domain.domain} ${said.join(', ')}` };
}

/** What is to stand in the domain name system, ready to be copied; null where it is the vendor who says. */
export function wanted({ record, finding, found }: RecordCheck): string | null {
  if (record === 'dmarc' && finding === 'missing') return 'v=DMARC1; p=quarantine';
  if (record === 'dmarc' && finding === 'weak') return found.replace(/\bp\s*=\s*none\b/i, 'p=quarantine');
  if (record === 'spf' && finding === 'weak' && !found.includes(' | ')) {
    return `${found.replace(/\s+[+?]?all\s*$/i, '').trim()} ~all`;
  }
  return null;
}
