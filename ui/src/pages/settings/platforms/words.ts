import type { Schemas } from '@/api/types';
import { numberFormat } from '@/parts/words/formats';
import type { Standing } from '../Health';
import type { Asked } from '../needs/NeedsFields';
import { listed, needOf } from '../needs/words';
import type { Audience, Platform } from './queries';

const KEYS: Record<string, string> = {
  email_sha256: 'e-mail addresses, hashed',
  phone_sha256: 'phone numbers, hashed',
  device_id: 'devices',
  platform_user_id: 'its own ids of people',
};

export const EVERY: Record<string, string> = {
  '15': 'Every quarter of an hour',
  '60': 'Every hour',
  '360': 'Every six hours',
  '1440': 'Every day',
  '0': 'Only when somebody syncs it',
};

export function askedBy(platform: Platform): Asked {
  return {
    key: platform.platform,
    parameters: platform.parameters,
    optionalParameters: [],
    credentials: platform.credentials,
    optionalCredentials: [],
  };
}

export function matches({ match_keys }: Pick<Platform, 'match_keys'>): string {
  return `Knows people by ${listed(match_keys.map((key) => KEYS[key] ?? key.replaceAll('_', ' ')))}`;
}

export function needs(platform: Platform): string {
  const titles = [...platform.parameters, ...platform.credentials].map((name) => needOf(platform.platform, name).title);
  return `Needs ${listed(titles.map((title) => title.charAt(0).toLowerCase() + title.slice(1)))}`;
}

export function everyOf(minutes: number): string {
  return (EVERY[String(minutes)] ?? `Every ${minutes} minutes`).toLowerCase();
}

const count = (value: number) => numberFormat({}).format(value);
const share = (value: number) => numberFormat({ style: 'percent' }).format(value);

/** How an audience stands there, in a sentence. */
export function standingOf(audience: Audience): { standing: Standing; words: string } {
  const { state, failure, members, matched, match_rate } = audience;
  if (state === 'failed') return { standing: 'bad', words: failure ? `Not sent: ${failure}` : 'Not sent' };
  if (failure) return { standing: 'weak', words: `Waits: ${failure}` };
  if (state === 'pending') return { standing: 'unknown', words: 'Waits to be sent' };
  if (state === 'syncing') return { standing: 'unknown', words: `Being sent: ${count(members)} so far` };
  const by = matched === null ? 'we expect it to recognise' : 'it recognises';
  const rate = match_rate === null ? '' : `; ${by} ${share(match_rate)}`;
  return { standing: 'good', words: `${count(members)} people were sent${rate}` };
}

/** By its name; a segment that is not there any more by its number. */
export function segmentName(segments: readonly Schemas['SegmentView'][] | undefined, number: number): string {
  const name = segments?.find((one) => one.number === number)?.definition.name;
  return typeof name === 'string' ? name : `Segment ${number}`;
}
