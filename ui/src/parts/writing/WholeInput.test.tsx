import { MantineProvider } from '@mantine/core';
import { act, fireEvent, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { expect, test, vi } from 'vitest';
import { typeAtOnce } from '@/testing/keys';
import { Listening, useHeldBack } from './heldBack';
import { WholeInput } from './WholeInput';

const TYPED = { delay: null };

function shown(first: number | null, onSubmit = vi.fn()) {
  const handedOn: (number | null)[] = [];
  let set: (count: number) => void = () => undefined;
  function Page() {
    const [value, setValue] = useState(first);
    set = setValue;
    const { isOdd, isTyping, tell } = useHeldBack();
    const hear = (count: number | null) => {
      handedOn.push(count);
      setValue(count);
    };
    return (
      <MantineProvider>
        <form onSubmit={onSubmit}>
          <Listening value={tell}>
            <WholeInput label="Days" min={1} max={366} isOptional value={value} onChange={hear} />
          </Listening>
          <button type="submit">Save</button>
        </form>
        <p role="status">{isOdd ? 'odd' : isTyping ? 'typing' : 'settled'}</p>
      </MantineProvider>
    );
  }
  render(<Page />);
  const status = () => screen.getByRole('status').textContent;
  return {
    field: screen.getByLabelText<HTMLInputElement>('Days'),
    handedOn,
    onSubmit,
    status,
    person: userEvent.setup(TYPED),
    elsewhere: (count: number) => act(() => set(count)),
  };
}

test.each(['1,5', '1.5', '1e2', '-2', '0', '500', '99999', '1 5', 'two'])(
  'what is no whole number within its bounds stays as typed, is marked, and is handed on by no digit of it: %s',
  async (text) => {
    const { field, handedOn, onSubmit, status, person } = shown(19);
    typeAtOnce(field, text);
    await person.type(field, '{Enter}');
    await person.tab();
    screen.getByText('Not taken: write a whole number from 1 to 366, or nothing');
    await person.click(screen.getByRole('button', { name: 'Save' }));
    expect([field.value, handedOn, status()]).toEqual([text, [], 'odd']);
    expect(onSubmit).not.toHaveBeenCalled();
  },
);

test('a whole number is handed on when its field is left, on Enter, and after a pause; so is nothing', async () => {
  const { field, handedOn, status, person } = shown(19);
  typeAtOnce(field, '12');
  expect([handedOn, status()]).toEqual([[], 'typing']);
  await person.tab();
  expect([handedOn, status()]).toEqual([[12], 'settled']);
  await person.type(field, '0{Enter}');
  expect(handedOn).toEqual([12, 120]);
  await person.clear(field);
  await waitFor(() => expect(handedOn).toEqual([12, 120, null]));
  for (const key of ['ArrowUp', 'ArrowUp', 'Enter']) fireEvent.keyDown(field, { key });
  expect(handedOn).toEqual([12, 120, null, 2]);
  fireEvent.change(field, { target: { value: '' } });
  for (const key of ['ArrowUp', 'Enter']) fireEvent.keyDown(field, { key });
  expect(handedOn).toEqual([12, 120, null, 2, 1]);
});

test('whoever pauses within what cannot be taken gets back what was there before', async () => {
  const { field, handedOn, person } = shown(19);
  typeAtOnce(field, '50');
  await waitFor(() => expect(handedOn).toEqual([50]));
  await person.type(field, '0');
  expect([field.value, handedOn]).toEqual(['500', [50, 19]]);
});

test('what somebody else wrote in the middle of a pause is not taken back', async () => {
  const { field, handedOn, person, elsewhere } = shown(19);
  typeAtOnce(field, '50');
  await waitFor(() => expect(handedOn).toEqual([50]));
  elsewhere(30);
  await person.type(field, '0');
  expect([field.value, handedOn]).toEqual(['500', [50]]);
});
