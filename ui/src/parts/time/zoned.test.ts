import { expect, test } from 'vitest';
import { instantOf, isShownBy, wallOf } from './zoned';

test('a clock in a zone shows what it shows there, and leads back to its instant', () => {
  expect(wallOf('2027-03-01T00:00:00Z', 'America/New_York')).toBe('2027-02-28T19:00');
  expect(instantOf('2027-07-01T09:30', 'Europe/Berlin')).toBe('2027-07-01T07:30:00.000Z');
  expect(instantOf('2027-01-01T09:30', 'Europe/Berlin')).toBe('2027-01-01T08:30:00.000Z');
  expect(instantOf('2027-01-01T00:15', 'Asia/Kolkata')).toBe('2026-12-31T18:45:00.000Z');
});

test('a time that a clock leaps over is one beside it', () => {
  expect(['2027-03-28T00:30:00.000Z', '2027-03-28T01:30:00.000Z']).toContain(
    instantOf('2027-03-28T02:30', 'Europe/Berlin'),
  );
});

test('the hour that a clock leaps over in spring is never shown by it, and the one it shows twice is', () => {
  const shown = ['2027-03-28T01:59', '2027-03-28T03:00', '2027-10-31T02:30'].map((wall) =>
    isShownBy(wall, 'Europe/Berlin'),
  );
  expect(shown).toEqual([true, true, true]);
  expect(isShownBy('2027-03-28T02:30', 'Europe/Berlin')).toBe(false);
  expect(isShownBy('2027-03-28T02:30', 'UTC')).toBe(true);
});
