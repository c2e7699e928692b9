import { sentence } from '@/parts/states/problems';
import type { Call } from './queries';

/** Why the receiver did not take it, in words. */
export function whyOf({ last_status, last_error }: Pick<Call, 'last_status' | 'last_error'>): string {
  if (last_error) return sentence(last_error);
  if (last_status === 0) return 'Not tried yet';
  if (last_status >= 200 && last_status < 300) return 'Taken';
  return `The receiver answered ${last_status}`;
}

export function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
}

export function triesOf({ attempts }: Pick<Call, 'attempts'>): string {
  return attempts === 1 ? 'Once' : `${attempts} times`;
}
