import { MantineProvider } from '@mantine/core';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { LastingInput } from './fields';

test('a while below 1 is refused where it is typed, and made into nothing else', async () => {
  const onChange = vi.fn();
  render(
    <MantineProvider>
      <LastingInput label="How long" minutes={1_440} onChange={onChange} />
    </MantineProvider>,
  );
  const person = userEvent.setup({ delay: null });
  const field = screen.getByLabelText<HTMLInputElement>('How long');
  await person.clear(field);
  await person.type(field, '-3');
  await person.tab();
  screen.getByText('Not taken: write a whole number from 1 to 366');
  expect([field.value, onChange.mock.calls]).toEqual(['-3', []]);
  await person.clear(field);
  await person.type(field, '3');
  await person.tab();
  expect(onChange.mock.calls).toEqual([[4_320]]);
});
