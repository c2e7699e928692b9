import { fireEvent, screen, within } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { visit } from '@/testing/page';
import { answers, definition, journey, ONE, WRITER } from './journey.testing';

beforeEach(() => sessionStorage.clear());

test('what is marked is asked about before another step is shown in its place', async () => {
  const asks = vi.fn((_question: string) => false);
  vi.stubGlobal('confirm', asks);
  const network = {
    ...answers,
    [`GET ${ONE}`]: () => journey({ has_draft: true, draft: definition }),
    [`PUT ${ONE}/draft`]: () => ({ faults: [] }),
  };
  const { person } = await visit('/journeys/j1?version=0', network, WRITER);
  const wait = await screen.findByRole('button', { name: /^Wait ?: 2 days/ });
  fireEvent.click(wait);
  const field = await screen.findByLabelText<HTMLInputElement>('How long');
  await person.clear(field);
  await person.type(field, '-3');
  await screen.findByText('Not all is saved');
  const close = () => within(screen.getByRole('complementary', { name: 'What is chosen' })).getByLabelText('Close');
  fireEvent.click(wait);
  expect(asks).not.toHaveBeenCalled();
  await person.click(close());
  fireEvent.click(screen.getByRole('button', { name: /^Send an e-mail/ }));
  fireEvent.keyDown(wait, { key: 'ArrowUp' });
  await person.click(screen.getByRole('button', { name: 'Rehearse' }));
  expect(asks.mock.calls).toEqual(Array(4).fill(['Leave? What is marked would have to be written again.']));
  expect([field.isConnected, field.value]).toEqual([true, '-3']);
  asks.mockReturnValue(true);
  await person.click(close());
  await screen.findByText('Saved');
  expect(field.isConnected).toBe(false);
});
