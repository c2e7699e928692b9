import { expect, test } from 'vitest';
import { dayOf, lastDayOf, mondaysOf, shifted, weekFrom } from './days';

test('what ends at midnight ends on the day before', () => {
  expect(dayOf('2027-03-01T23:30:00Z', 'Europe/Berlin')).toBe('2027-03-02');
  expect(lastDayOf('2027-03-14T23:00:00Z', 'Europe/Berlin')).toBe('2027-03-14');
  expect(lastDayOf('2027-03-14T23:00:01Z', 'Europe/Berlin')).toBe('2027-03-15');
});

test('a month is drawn in whole weeks that begin on Monday', () => {
  expect(mondaysOf('2027-03-17')).toEqual(['2027-03-01', '2027-03-08', '2027-03-15', '2027-03-22', '2027-03-29']);
  expect(weekFrom('2027-03-29').at(-1)).toBe('2027-04-04');
});

test('what is moved keeps its hour, also over the night in which clocks are put forward', () => {
  expect(shifted('2027-03-27T08:00:00.000Z', 1, 'Europe/Berlin')).toBe('2027-03-28T07:00:00.000Z');
  expect(shifted('2027-03-27T08:00:00.000Z', -7, 'Europe/Berlin')).toBe('2027-03-20T08:00:00.000Z');
});
