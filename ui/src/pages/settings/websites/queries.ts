/** What the page of websites asks the API for. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import type { Schemas } from '@/api/types';
import { useMutation } from '@/api/useMutation';

export type Website = Schemas['WebsiteView'];
export type NewWebsite = Schemas['NewWebsite'];
export type Consent = Schemas['SiteConsent'];

const KEY = ['websites'];

export function useWebsites() {
  return useQuery({ queryKey: KEY, queryFn: ({ signal }) => body(api.GET('/api/v1/websites', { signal })) });
}

export function useAddWebsite() {
  return useChange((website: NewWebsite) => body(api.POST('/api/v1/websites', { body: website })));
}

export function useChangeWebsite(websiteId: string) {
  return useChange((website: NewWebsite) =>
    body(api.PUT('/api/v1/websites/{website_id}', { params: { path: { website_id: websiteId } }, body: website })),
  );
}

export function useReplaceKey(websiteId: string) {
  return useChange((_: undefined) =>
    body(api.POST('/api/v1/websites/{website_id}/key', { params: { path: { website_id: websiteId } } })),
  );
}

function useChange<Said, Answer>(mutationFn: (said: Said) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
    meta: { isShown: true },
  });
}
