import { useQuery } from '@tanstack/react-query';
import { api, body } from '@/api/client';

/** What a campaign is for, in the words of whoever began it: the launch it came of has them. Empty where nobody said. */
export function useObjective(campaignId: string): string {
  const { data } = useQuery({
    queryKey: ['launches', 'of', campaignId],
    queryFn: async ({ signal }) => {
      const query = { campaign_id: campaignId, limit: 1 };
      const page = await body(api.GET('/api/v1/workspace/launches', { params: { query }, signal }));
      return page.items[0]?.brief.objective ?? '';
    },
  });
  return data ?? '';
}
