/** The rounds of review of one campaign: what was asked for, and by whom. */
import { useQuery } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import type { Review } from '@/api/types';

const SENT_BACK: ReadonlySet<Review['outcome']> = new Set(['changes_requested', 'rejected']);
const LOOK_EVERY_MS = 30_000;

/** Every round, the newest first; asked anew when `asOf` is another. */
export function useRounds(campaignId: string, asOf: unknown): readonly Review[] {
  const { data } = useQuery({
    queryKey: ['campaign', campaignId, 'rounds', asOf],
    queryFn: ({ signal }) =>
      body(
        api.GET('/api/v1/workflows/campaigns/{campaign_id}/approvals', {
          params: { path: { campaign_id: campaignId } },
          signal,
        }),
      ),
    placeholderData: (before, query) => (query?.queryKey[1] === campaignId ? before : undefined),
    refetchInterval: LOOK_EVERY_MS,
  });
  return data?.items ?? [];
}

/** The round that sent it back, until it is submitted again. */
export function sentBack([newest]: readonly Review[]): Review | null {
  return newest && SENT_BACK.has(newest.outcome) ? newest : null;
}

/** What was asked for before this round, unless something was approved since. */
export function askedBefore(rounds: readonly Review[], number: number): Review | null {
  const last = rounds.find(({ round, outcome }) => round < number && outcome !== 'voided');
  return last && SENT_BACK.has(last.outcome) ? last : null;
}

/** The decision that sent a round back. */
export function refusalOf({ decisions }: Review): Review['decisions'][number] | undefined {
  return decisions.find(({ verdict }) => verdict !== 'approve');
}
