import { MantineProvider } from '@mantine/core';
import { fireEvent, render, screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { WhenInput } from './WhenInput';

test('a time that a clock leaps over is refused where it is set, and what there was stays', () => {
  const onChange = vi.fn();
  render(
    <MantineProvider>
      <WhenInput label="Start" zone="Europe/Berlin" value="2027-03-27T09:00:00Z" none="" onChange={onChange} />
    </MantineProvider>,
  );
  const field = screen.getByLabelText<HTMLInputElement>('Start');
  fireEvent.change(field, { target: { value: '2027-03-28T02:30' } });
  fireEvent.blur(field);
  screen.getByText('Clocks in Berlin leap over that time on that day: choose one before or after it');
  expect([field.value, onChange.mock.calls, field.validity.valid]).toEqual(['2027-03-28T02:30', [], false]);
  fireEvent.change(field, { target: { value: '2027-03-28T03:30' } });
  expect(onChange).toHaveBeenCalledWith('2027-03-28T01:30:00.000Z');
});
