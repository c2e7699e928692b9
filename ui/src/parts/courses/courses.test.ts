import { expect, test } from 'vitest';
import type { Budget } from '@/api/types';
import { planOf } from '@/parts/money/plan';
import { changeOf, compared } from './comparing';
import { csvName, csvOf } from './csv';

test('numbers are compared as people say it', () => {
  expect(compared(112n, 100n, 'amount')).toBe('12% more than');
  expect(compared(88n, 100n, 'count')).toBe('12% fewer than');
  expect(compared(300n, 100n, 'amount')).toBe('3 times what there was');
  expect(compared(100_001n, 100_000n, 'amount')).toBe('hardly more than');
  expect(compared(5n, 0n, 'amount')).toBe('where there was nothing');
  expect(compared(7n, 7n, 'count')).toBe('as many as');
  expect(changeOf(1n, 0n)).toBeNull();
});

test('a file keeps what a spreadsheet would take for a formula as the text that it is', () => {
  const rows = [['=HYPERLINK("x")', -1.5, 'a, b', null]];
  expect(csvOf(['name', 'change', 'list', 'none'], rows)).toBe(
    'name,change,list,none\r\n"\'=HYPERLINK(""x"")",-1.5,"a, b",\r\n',
  );
  expect(csvName('Spring sale: 10 % off', '7 days')).toBe('spring-sale-10-off-7-days.csv');
});

test('a plan is that of each day with a daily budget, and else an even part of the flight', () => {
  const pace = {
    mode: 'even',
    status: 'behind',
    time_zone: 'UTC',
    amount: '100.00',
    planned: '25.00',
    confirmed: '9.00',
    share: 1,
  };
  const daily = {
    pace: { ...pace, starts_at: '2027-01-15T00:00:00Z', ends_at: '2027-01-16T00:00:00Z' },
    today: { date: '2027-01-15', budget: '100.00', confirmed: '9.00', in_flight: '0.00' },
  } as Budget;
  const flight = { starts_at: '2027-01-14T00:00:00Z', ends_at: null };
  const ofDay = planOf(daily, flight);
  expect(ofDay?.('2027-01-14T00:00:00Z', '2027-01-15T00:00:00Z')).toBe(100);
  expect(ofDay?.('2027-01-15T00:00:00Z', '2027-01-15T06:00:00Z')).toBe(25);
  expect(ofDay?.('2027-01-13T00:00:00Z', '2027-01-14T00:00:00Z')).toBeNull();
  const whole = {
    pace: { ...pace, starts_at: '2027-01-10T00:00:00Z', ends_at: '2027-01-20T00:00:00Z' },
    today: null,
  } as Budget;
  expect(planOf(whole, flight)?.('2027-01-11T00:00:00Z', '2027-01-12T00:00:00Z')).toBe(10);
  expect(planOf({ ...whole, pace: { ...pace, mode: 'asap' } } as Budget, flight)).toBeUndefined();
});
