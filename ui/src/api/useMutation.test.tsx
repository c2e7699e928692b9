import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, fireEvent, render, renderHook, screen, waitFor } from '@testing-library/react';
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

/** A mutation of which no more than its functions is of interest. */
function used(send: (asked: unknown) => Promise<unknown>) {
  const client = new QueryClient();
  const { result } = renderHook(() => useMutation<unknown, Error, unknown>({ mutationFn: send }), {
    wrapper: ({ children }) => <QueryClientProvider client={client}>{children}</QueryClientProvider>,
  });
  return result;
}

it('takes no file for another, however deep it lies in what is asked for', async () => {
  const sent: unknown[] = [];
  const mutation = used(async (asked) => sent.push(asked));
  const asks = ['one', 'other'].map((text) => ({ creative: { files: [new File([text], 'banner.png')] } }));
  await act(async () => {
    for (const asked of asks) mutation.current.mutate(asked);
  });
  expect(sent).toEqual(asks);
});

it('happens once for who waits for it, too, and both hear how it went', async () => {
  const sent: unknown[] = [];
  const mutation = used(async (asked) => sent.push(asked));
  const add = () => mutation.current.mutateAsync('add');
  const heard = await act(async () => await Promise.all([add(), add()]));
  expect([sent, heard]).toEqual([['add'], [1, 1]]);
  await act(add);
  expect(sent).toEqual(['add', 'add']);
});

it('may be asked for again once the first is forgotten', async () => {
  const sent: unknown[] = [];
  const mutation = used((asked) => {
    sent.push(asked);
    return new Promise(() => {});
  });
  await act(async () => mutation.current.mutate('save'));
  await act(async () => mutation.current.reset());
  await act(async () => mutation.current.mutate('save'));
  expect(sent).toEqual(['save', 'save']);
});
