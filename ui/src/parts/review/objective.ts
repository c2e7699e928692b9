import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import { useMutation } from '@/api/useMutation';

const keyOf = (campaignId: string) => ['launches', 'of', campaignId] as const;

/** What a campaign is for, in the words of whoever wrote it; empty where nobody said, undefined until it is read. */
export function useObjectiveRead(campaignId: string): string | undefined {
  const { data } = useQuery({
    queryKey: keyOf(campaignId),
    queryFn: async ({ signal }) => {
      const query = { campaign_id: campaignId, limit: 1 };
      const page = await body(api.GET('/api/v1/workspace/launches', { params: { query }, signal }));
      return page.items[0]?.brief.objective ?? '';
    },
  });
  return data;
}

/** The same, for those who only show it. */
export function useObjective(campaignId: string): string {
  return useObjectiveRead(campaignId) ?? '';
}

/** Says something else; refused from its submission on. */
export function useSayObjective(campaignId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (objective: string) =>
      body(
        api.PUT('/api/v1/workspace/objectives/{campaign_id}', {
          params: { path: { campaign_id: campaignId } },
          body: { objective },
        }),
      ),
    onSuccess: (_, objective) => {
      queries.setQueryData(keyOf(campaignId), objective);
      queries.removeQueries({ queryKey: ['launch'], type: 'inactive' });
      return queries.invalidateQueries({ queryKey: ['launches'] });
    },
    meta: { isShown: true },
  });
}
