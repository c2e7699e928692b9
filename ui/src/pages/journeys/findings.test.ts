import { expect, test } from 'vitest';
import { readable } from './findings';

const fault = (rule: string) => ({ step: 'ask', rule, remedy: 'Correct it as the schema of definitions says.' });

test('what a field lacks is said by the field, once', () => {
  const faults = [
    fault("decision.branches.0.when.attribute.attribute: String should match pattern '^[a-z]'"),
    fault('decision.branches: Tuple should have at least 1 item after validation, not 0'),
  ];
  expect(readable(faults)).toEqual([
    { step: 'ask', rule: 'Branch 1 if attribute: still to be filled in', remedy: 'Fill it in.' },
  ]);
});

test('what the API says in words stays as it is', () => {
  const said = fault("it leads back to 'ask' without a wait in between");
  expect(readable([said])).toEqual([said]);
});
