/** What uses an asset, by its name; and what could be noted to use it. */
import { useQueries, useQuery } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import type { Schemas } from '@/api/types';
import { useHeld } from '@/app/me';

type Kind = Schemas['UseKind'];

export const KINDS_OF_USE: Record<Kind, string> = {
  campaign: 'A campaign',
  creative: 'A creative',
  template: 'A message template',
  other: 'Something else',
};

const MOST = 50;

/** `const nameOf = useUserNames(uses)`: what each is called, also while that is asked for. */
export function useUserNames(uses: readonly { kind: Kind; subject_id: string }[]) {
  const held = useHeld();
  const named = useQueries({
    queries: uses.map(({ kind, subject_id }) => ({
      queryKey: ['named', kind, subject_id],
      queryFn: ({ signal }: { signal: AbortSignal }) => nameOf(kind, subject_id, signal),
      enabled: kind === 'template' ? held.has('journey:read') : kind !== 'other',
      staleTime: 300_000,
      retry: false,
    })),
  });
  return (kind: Kind, id: string): string => {
    if (kind === 'other') return id;
    const found = named[uses.findIndex((use) => use.kind === kind && use.subject_id === id)];
    return found?.data ?? (found?.isLoading ? '…' : 'One that is gone, or not open to you');
  };
}

async function nameOf(kind: Kind, id: string, signal: AbortSignal): Promise<string> {
  if (kind === 'campaign') {
    const path = { campaign_id: id };
    return (await body(api.GET('/api/v1/management/campaigns/{campaign_id}', { params: { path }, signal }))).name;
  }
  if (kind === 'creative') {
    const path = { creative_id: id };
    return (await body(api.GET('/api/v1/management/creatives/{creative_id}', { params: { path }, signal }))).name;
  }
  const path = { template_id: id };
  return (await body(api.GET('/api/v1/content/templates/{template_id}', { params: { path }, signal }))).name;
}

/** Campaigns, creatives or templates with such a name, as a picker takes them. */
export function useSubjects(kind: Kind, words: string): { value: string; label: string }[] {
  const { data = [] } = useQuery({
    queryKey: ['subjects', kind, kind === 'campaign' ? words : ''],
    queryFn: ({ signal }) => subjects(kind, words, signal),
    enabled: kind !== 'other',
    staleTime: 60_000,
    placeholderData: (before) => before,
  });
  const wanted = words.trim().toLowerCase();
  const fitting = data.filter(({ name }) => name.toLowerCase().includes(wanted));
  return (fitting.length > 0 ? fitting : data).map(({ id, name }) => ({ value: id, label: name }));
}

async function subjects(kind: Kind, words: string, signal: AbortSignal): Promise<{ id: string; name: string }[]> {
  if (kind === 'campaign') {
    const query = { limit: MOST, ...(words && { q: words }) };
    return (await body(api.GET('/api/v1/management/campaigns', { params: { query }, signal }))).items;
  }
  const query = { limit: 200 };
  if (kind === 'creative') {
    return (await body(api.GET('/api/v1/management/creatives', { params: { query }, signal }))).items;
  }
  return (await body(api.GET('/api/v1/content/templates', { params: { query }, signal }))).templates;
}
