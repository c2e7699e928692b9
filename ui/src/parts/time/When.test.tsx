import { MantineProvider } from '@mantine/core';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { ago, readerZone, When } from './When';

test('an instant is shown on the clock of what it is about, unless that is the reader’s own', () => {
  const at = '2027-03-01T12:00:00Z';
  const { rerender } = render(<When at={at} zone="Asia/Tokyo" />, { wrapper: MantineProvider });
  expect(screen.getByText(/Tokyo/).textContent).toContain('09:00');
  rerender(<When at={at} zone={readerZone()} />);
  expect(screen.queryByText(/Tokyo/)).toBeNull();
});

test('an instant is said in full to whoever points at it', async () => {
  render(<When at="2027-03-01T12:00:00Z" zone="Asia/Tokyo" />, { wrapper: MantineProvider });
  const person = userEvent.setup({ delay: null });
  expect(screen.queryByRole('tooltip')).toBeNull();
  await person.hover(screen.getByText(/Tokyo/));
  await person.pointer({ coords: { x: 2, y: 2 } });
  expect((await screen.findByRole('tooltip')).textContent).toMatch(/2027.*09:00.*Tokyo/);
});

test('what has just happened is said as people say it', () => {
  const now = Date.parse('2027-03-01T12:00:00Z');
  expect(ago('2027-03-01T11:55:00Z', now)).toBe('5 minutes ago');
  expect(ago('2027-02-28T12:00:00Z', now)).toBe('yesterday');
  expect(ago('2027-03-01T11:59:50Z', now)).toBe('just now');
});
