/** Journeys, broadcasts and templates by their names, where a message says which it came from. */
import { useQueries } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import { useMay } from '@/app/me';

interface Kind {
  title: string;
  nameOf: (id: string, signal: AbortSignal) => Promise<{ name: string }>;
}

const KINDS: Record<string, Kind> = {
  journey: {
    title: 'Journey',
    nameOf: (id, signal) =>
      body(api.GET('/api/v1/journeys/{journey_id}', { params: { path: { journey_id: id } }, signal })),
  },
  broadcast: {
    title: 'Broadcast',
    nameOf: (id, signal) =>
      body(api.GET('/api/v1/broadcasts/{broadcast_id}', { params: { path: { broadcast_id: id } }, signal })),
  },
  template: {
    title: 'Template',
    nameOf: (id, signal) =>
      body(api.GET('/api/v1/content/templates/{template_id}', { params: { path: { template_id: id } }, signal })),
  },
};
const OTHERS: Record<string, string> = {
  identity: 'Invitations and passwords',
  activation: 'Activation',
  rehearsal: 'A test',
  test: 'A test',
};

/** `const sourceOf = useSources(['journey:jrn_...'])`: what to call each, also while that is asked for. */
export function useSources(sources: readonly string[]): (source: string) => string {
  const mayRead = useMay('journey:read');
  const wanted = [...new Set(sources)].filter((source) => (source.split(':')[0] ?? '') in KINDS);
  const named = useQueries({
    queries: wanted.map((source) => {
      const [kind = '', id = ''] = source.split(':');
      return {
        queryKey: ['source', kind, id],
        queryFn: async ({ signal }: { signal: AbortSignal }) => (await KINDS[kind]?.nameOf(id, signal))?.name ?? '',
        enabled: mayRead,
        staleTime: 300_000,
        retry: false,
      };
    }),
  });
  return (source) => {
    const kind = source.split(':')[0] ?? '';
    const title = KINDS[kind]?.title ?? OTHERS[kind] ?? 'The system';
    const name = named[wanted.indexOf(source)]?.data;
    return name ? `${title} “${name}”` : title;
  };
}
