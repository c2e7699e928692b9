import { expect, test } from 'vitest';
import { readable } from './findings';

const fault = (rule: string) => ({ step: 'ask', rule, remedy: 'Correct it as the schema of definitions says.' });

test('what a field lacks is said by the field, once', () => {
  const faults = [
    fault('decision.branches.0.when.attribute.attribute: is not written as it has to be'),
    fault('decision.branches: is empty'),
  ];
  expect(readable(faults)).toEqual([
    { step: 'ask', rule: 'Branch 1 if attribute: still to be filled in', remedy: 'Fill it in.' },
  ]);
});

test('what else is wrong with a field is said of it', () => {
  const [said] = readable([fault('wait.hours: is not a whole number')]);
  expect(said?.rule).toBe('Hours is not a whole number');
});

test('what the API says in words stays as it is', () => {
  const said = fault("it leads back to 'ask' without a wait in between");
  expect(readable([said])).toEqual([said]);
});
