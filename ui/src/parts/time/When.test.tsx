import { MantineProvider } from '@mantine/core';
import { render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { ago, readerZone, When } from './When';

test('an instant is shown on the clock of what it is about, unless that is the reader’s own', () => {
  const at = '2027-03-01T12:00:00Z';
  const { rerender } = render(<When at={at} zone="Asia/Tokyo" />, { wrapper: MantineProvider });
  expect(screen.getByText(/Tokyo/).textContent).toContain('09:00');
  rerender(<When at={at} zone={readerZone()} />);
  expect(screen.queryByText(/Tokyo/)).toBeNull();
});

test('what has just happened is said as people say it', () => {
  const now = Date.parse('2027-03-01T12:00:00Z');
  expect(ago('2027-03-01T11:55:00Z', now)).toBe('5 minutes ago');
  expect(ago('2027-02-28T12:00:00Z', now)).toBe('yesterday');
  expect(ago('2027-03-01T11:59:50Z', now)).toBe('just now');
});
