import { QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { newQueries } from '@/app/queries';
import { useNames } from './colleagues';

const KNOWN: Record<string, string> = { usr_milo: 'Milo Serra', usr_mara: 'Mara Lind' };

function Named({ ids }: { ids: readonly string[] }) {
  const nameOf = useNames(ids);
  return <p>{ids.map(nameOf).join(', ')}</p>;
}

test('nobody is said to have left before their name was answered', async () => {
  const waiting: (() => void)[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    const ids = new URL(request.url).searchParams.getAll('id');
    await new Promise<void>((answer) => waiting.push(answer));
    return Response.json({ items: ids.filter((id) => KNOWN[id]).map((id) => ({ id, name: KNOWN[id] })) });
  });
  const queries = newQueries();
  const shown = (...ids: string[]) => (
    <QueryClientProvider client={queries}>
      <Named ids={ids} />
    </QueryClientProvider>
  );
  const { rerender } = render(shown('usr_milo'));
  screen.getByText('…');
  await vi.waitFor(() => expect(waiting).toHaveLength(1));
  waiting[0]?.();
  await screen.findByText('Milo Serra');
  rerender(shown('usr_milo', 'usr_mara', 'usr_gone'));
  screen.getByText('Milo Serra, …, …');
  await vi.waitFor(() => expect(waiting).toHaveLength(2));
  waiting[1]?.();
  await screen.findByText('Milo Serra, Mara Lind, Somebody who left');
});
