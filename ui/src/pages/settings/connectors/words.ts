import type { Channel } from '@/api/types';
import { ago } from '@/parts/time/When';
import { CHANNELS } from '@/parts/words/channels';
import type { Standing } from '../Health';
import type { Asked } from '../needs/NeedsFields';
import { listed, needOf } from '../needs/words';
import type { Account, Vendor } from './queries';

/** Channels that an account has to be connected for; feeds and our own bid plane need none. */
export const CARRIED: readonly Channel[] = ['email', 'sms', 'whatsapp', 'push', 'web_push', 'webhook'];

const PLATFORMS: Record<string, string> = { ios: 'iPhones and iPads', android: 'Android', web: 'browsers' };

export function askedBy(vendor: Vendor): Asked {
  return {
    key: vendor.vendor,
    parameters: vendor.parameters,
    optionalParameters: vendor.optional_parameters,
    credentials: vendor.credentials,
    optionalCredentials: vendor.optional_credentials,
  };
}

/** "E-mail", "Push to Android" */
export function carries({ channels, platforms }: Pick<Vendor, 'channels' | 'platforms'>): string {
  const named = channels.map((channel) => CHANNELS[channel as Channel] ?? channel);
  const to = platforms.filter((one) => one !== 'web').map((one) => PLATFORMS[one] ?? one);
  return to.length > 0 ? `${listed(named)} to ${listed(to)}` : listed(named);
}

/** "Needs an account SID and auth token." */
export function needs(vendor: Vendor): string {
  const names = [...vendor.parameters, ...vendor.credentials].map((name) => needOf(vendor.vendor, name).title);
  const words = listed(
    names.map((name) => (/^[A-Z]{2}/.test(name) ? name : name.charAt(0).toLowerCase() + name.slice(1))),
  );
  return words ? `Needs ${words}` : 'Needs nothing';
}

const TOLD: Record<string, string> = {
  delivered: 'delivered',
  bounced: 'came back',
  dropped: 'dropped',
  complained: 'complained about',
  opened: 'opened',
  clicked: 'clicked',
  unsubscribed: 'unsubscribed',
  resubscribed: 'subscribed again',
  replied: 'answered',
  failed: 'failed',
};

/** What the vendor tells us of a message afterwards. */
export function tells({ receipts }: Pick<Vendor, 'receipts'>): string {
  return receipts.length > 0 ? `what was ${listed(receipts.map((one) => TOLD[one] ?? one))}` : 'nothing';
}

export function standingOf({ enabled, works, tested, tested_at }: Account): { standing: Standing; words: string } {
  if (!enabled) return { standing: 'paused', words: 'Paused: nothing goes out by it' };
  if (works === null) return { standing: 'unknown', words: 'Not tested yet' };
  const when = tested_at ? `, ${ago(tested_at, Date.now())}` : '';
  if (works) return { standing: 'good', words: `Works${when}` };
  return { standing: 'bad', words: tested ? `Does not work${when}: ${tested}` : `Does not work${when}` };
}

/** Which way each channel goes out, paused accounts after all others; a line for each kind of device where vendors carry some alone. */
export interface Way {
  key: string;
  title: string;
  /** By name; null where nothing is set up. */
  account: Account | null;
}

export function waysOut(accounts: readonly Account[], vendors: readonly Vendor[]): Way[] {
  const inOrder = [...accounts].sort((one, other) => Number(other.enabled) - Number(one.enabled));
  const platformsOf = (account: Account) => vendors.find(({ vendor }) => vendor === account.vendor)?.platforms ?? [];
  const carrying = (channel: Channel, platform = '') =>
    inOrder.find(
      (account) =>
        account.is_default &&
        account.channels.includes(channel) &&
        (!platform || platformsOf(account).length === 0 || platformsOf(account).includes(platform)),
    ) ?? null;
  return CARRIED.flatMap((channel) =>
    channel === 'push'
      ? ['ios', 'android'].map((one) => ({
          key: `push ${one}`,
          title: `Push to ${PLATFORMS[one]}`,
          account: carrying('push', one),
        }))
      : [{ key: channel, title: CHANNELS[channel], account: carrying(channel) }],
  );
}
