import { MantineProvider } from '@mantine/core';
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { Listening, useHeldBack } from '@/parts/writing/heldBack';
import { typeAtOnce } from '@/testing/keys';
import { AmountInput } from './AmountInput';

afterEach(() => vi.useRealTimers());

function shown(first: string | null, onSubmit = vi.fn()) {
  const handedOn: (string | null)[] = [];
  function Page() {
    const [value, setValue] = useState(first);
    const { isOdd, isTyping, tell } = useHeldBack();
    const hear = (amount: string | null) => {
      handedOn.push(amount);
      setValue(amount);
    };
    return (
      <MantineProvider>
        <form onSubmit={onSubmit}>
          <Listening value={tell}>
            <AmountInput label="Total" currency="USD" value={value} onChange={hear} />
          </Listening>
          <button type="submit">Save</button>
        </form>
        <p role="status">{isOdd ? 'odd' : isTyping ? 'typing' : 'settled'}</p>
      </MantineProvider>
    );
  }
  render(<Page />);
  const status = () => screen.getByRole('status').textContent;
  return { field: screen.getByLabelText<HTMLInputElement>(/^Total/), handedOn, onSubmit, status };
}

test('an amount is handed on once its field is left, whole, and nothing half typed before', async () => {
  vi.useFakeTimers();
  const { field, handedOn, status } = shown('1500.00');
  fireEvent.focus(field);
  for (const typed of ['9', '9.', '9.0', '9.00', '9.000', '9.000,', '9.000,0', '9.000,00']) {
    fireEvent.change(field, { target: { value: typed } });
    expect(handedOn).toEqual([]);
  }
  expect(status()).toBe('typing');
  fireEvent.blur(field);
  expect(handedOn).toEqual(['9000.00']);
  expect(status()).toBe('settled');
});

test('what may mean two things is never handed on, says what to type instead, and keeps its form from being sent', async () => {
  const { field, handedOn, onSubmit, status } = shown('3000.00');
  const person = userEvent.setup({ delay: null });
  typeAtOnce(field, '5.000');
  await person.type(field, '{Enter}');
  await person.tab();
  screen.getByText('That may mean two things: write 5000, or 5.00');
  expect([field.value, status()]).toEqual(['5.000', 'odd']);
  await person.click(screen.getByRole('button', { name: 'Save' }));
  expect(onSubmit).not.toHaveBeenCalled();
  expect(handedOn).toEqual([]);
  await person.clear(field);
  await person.type(field, '5000');
  await person.tab();
  expect([handedOn, status()]).toEqual([['5000'], 'settled']);
});

test('an amount is handed on by Enter, and after a pause', async () => {
  const { field, handedOn } = shown(null);
  const person = userEvent.setup({ delay: null });
  await person.type(field, '12.5');
  await waitFor(() => expect(handedOn).toEqual(['12.5']));
  await person.type(field, '0');
  fireEvent.keyDown(field, { key: 'Enter' });
  expect(handedOn).toEqual(['12.5', '12.50']);
});
