import { sentence } from '@/parts/states/problems';

export const BID = 'bid';

/** A code of the bid plane as people read it: "creative_not_approved" is "Creative not approved". */
export function saidCode(code: string): string {
  return code === BID ? 'It bid' : sentence(code.replaceAll('_', ' '));
}
