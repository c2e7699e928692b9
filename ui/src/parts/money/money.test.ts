import { expect, test } from 'vitest';
import { amountOf, microsOf, plain, shareOf, shownMoney } from './money';

test.each([
  ['0.00', 0n],
  ['12.50', 12_500_000n],
  ['9999999999999.999999', 9_999_999_999_999_999_999n],
  ['-0.000001', -1n],
])('%s is whole micros and comes back the same', (amount, micros) => {
  expect(microsOf(amount)).toBe(micros);
  expect(microsOf(amountOf(micros))).toBe(micros);
});

test('a share is of the whole, and of nothing it is none', () => {
  expect(shareOf('125.00', '500.00')).toBe(0.25);
  expect(shareOf('1.00', '0.00')).toBe(0);
});

test('an amount that no floating number holds is shown to the cent', () => {
  expect(shownMoney('9007199254740993.01', 'USD')).toContain('9,007,199,254,740,993.01');
});

test.each([
  ['1250.50', '1250.50'],
  ['1250,50', '1250.50'],
  ['2,5', '2.5'],
  ['1 250,50', '1250.50'],
  ['1,250', '1250'],
  ['1,250.50', '1250.50'],
  ["1'250'000", '1250000'],
  ['1250.', '1250'],
])('somebody who types %s means %s', (typed, amount) => {
  expect(plain(typed)).toBe(amount);
});

test.each(['1.250,50', '0,500', '1,2500', '12,50,00', '-5'])('%s is no amount that one could be sure of', (typed) => {
  expect(plain(typed)).not.toMatch(/^\d+(\.\d+)?$/);
});
