import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { useMutation } from './useMutation';

/** A button for each of `asks`, and what was sent. */
function Buttons({ asks, send }: { asks: readonly unknown[]; send: (asked: unknown) => Promise<unknown> }) {
  const { mutate, status } = useMutation({ mutationFn: send });
  return (
    <>
      <p>{status}</p>
      {asks.map((asked) => (
        <button key={String(asked)} type="button" onClick={() => mutate(asked, { onSuccess: () => done.push(asked) })}>
          {String(asked)}
        </button>
      ))}
    </>
  );
}

const done: unknown[] = [];

function shown(send: (asked: unknown) => Promise<unknown>, asks: readonly unknown[]) {
  done.length = 0;
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Buttons asks={asks} send={send} />
    </QueryClientProvider>,
  );
  return (asked: unknown) => fireEvent.click(screen.getByRole('button', { name: String(asked) }));
}

it('happens once for two clicks at once, and says so', async () => {
  const sent: unknown[] = [];
  const click = shown(async (asked) => sent.push(asked), ['publish']);
  click('publish');
  click('publish');
  await screen.findByText('success');
  expect([sent, done]).toEqual([['publish'], ['publish']]);
});

it('happens again once the first is over, however that went', async () => {
  const sent: unknown[] = [];
  const click = shown(
    async (asked) => {
      if (sent.push(asked) === 1) throw new Error('not now');
    },
    ['save'],
  );
  click('save');
  await screen.findByText('error');
  click('save');
  await screen.findByText('success');
  click('save');
  await waitFor(() => expect(sent).toEqual(['save', 'save', 'save']));
});

it('keeps nothing else from happening meanwhile', async () => {
  const sent: unknown[] = [];
  const click = shown(
    (asked) => {
      sent.push(asked);
      return new Promise(() => {});
    },
    ['first', 'second'],
  );
  click('first');
  click('second');
  await waitFor(() => expect(sent).toEqual(['first', 'second']));
});
