import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import { useMutation } from '@/api/useMutation';

const keyOf = (campaignId: string) => ['launches', 'of', campaignId] as const;
const NONE_YET = { words: '', revision: '0', changedAt: '' };

/** What a campaign is for, as it was read. */
export interface Objective {
  /** Empty where nobody said. */
  words: string;
  /** To say something else over this and over nothing newer. */
  revision: string;
  changedAt: string;
}

/** What a campaign is for, in the words of whoever wrote it; undefined until it is read. */
export function useObjectiveRead(campaignId: string): Objective | undefined {
  const { data } = useQuery({
    queryKey: keyOf(campaignId),
    queryFn: async ({ signal }): Promise<Objective> => {
      const query = { campaign_id: campaignId, limit: 1 };
      const page = await body(api.GET('/api/v1/workspace/launches', { params: { query }, signal }));
      const [launch] = page.items;
      if (!launch) return NONE_YET;
      return { words: launch.brief.objective, revision: launch.revision, changedAt: launch.updated_at };
    },
  });
  return data;
}

/** The words alone, for those who only show them. */
export function useObjective(campaignId: string): string {
  return useObjectiveRead(campaignId)?.words ?? '';
}

/** Says something else over what was read; refused where somebody else has said something since, and from its submission on. */
export function useSayObjective(campaignId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ words, over }: { words: string; over: Objective }) =>
      body(
        api.PUT('/api/v1/workspace/objectives/{campaign_id}', {
          params: { path: { campaign_id: campaignId }, header: { 'If-Match': `"${over.revision}"` } },
          body: { objective: words },
        }),
      ),
    onSuccess: (_, { words, over }) => {
      queries.setQueryData(keyOf(campaignId), { ...over, words });
      queries.removeQueries({ queryKey: ['launch'], type: 'inactive' });
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['launches'] }),
    meta: { isShown: true },
  });
}
