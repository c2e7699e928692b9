import { expect, test } from 'vitest';
import { amountOf, microsOf, readAmount, shareOf, shownMoney } from './money';

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
  ['1,250.50', '1250.50'],
  ['1.250,50', '1250.50'],
  ['1.250.000', '1250000'],
  ['1,250,000', '1250000'],
  ["1'250'000", '1250000'],
  ['1 250', '1250'],
  ['1250.', '1250'],
  ['0.125', '0.125'],
  ['2.1250', '2.1250'],
])('somebody who types %s means %s', (typed, amount) => {
  expect(readAmount(typed)).toEqual({ amount, fault: null });
});

test.each(['0,500', '1,2500', '12,50,00', '1.25.000', '-5', 'ten'])(
  '%s is no amount that one could be sure of',
  (typed) => {
    expect(readAmount(typed)).toEqual({ amount: null, fault: expect.any(String) });
  },
);

test.each(['99999999999999', '99,999,999,999,999.00'])('of %s it is said that it is too much', (typed) => {
  expect(readAmount(typed)).toEqual({ amount: null, fault: 'That is too much: write a smaller amount' });
});

test.each([
  ['5.000', 'That may mean two things: write 5000, or 5.00'],
  ['1,250', 'That may mean two things: write 1250, or 1.25'],
  ['2.125', 'That may mean two things: write 2125, or 2.1250'],
  ['1234.500', 'That may mean two things: write 1234500, or 1234.50'],
])('whoever types %s is asked which they mean', (typed, fault) => {
  expect(readAmount(typed)).toEqual({ amount: null, fault });
});

test('nothing typed is no amount, and no fault', () => {
  expect(readAmount(' ')).toEqual({ amount: null, fault: null });
});
