import { screen } from '@testing-library/react';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { shown } from '@/testing/part';
import type { Value } from './comparisons';
import { ValueInput } from './ValueInput';

function Condition() {
  const [value, setValue] = useState<Value>(12);
  return (
    <>
      <ValueInput is="above" type="number" value={value} onChange={setValue} />
      <p role="status">{JSON.stringify(value)}</p>
    </>
  );
}

test.each([
  ['an emptied number is no number any more, and not the one before', '', '""'],
  ['a number below nothing is typed digit by digit', '-2', '-2'],
  ['a part of one is below nothing, too', '-0.5', '-0.5'],
  ['a number is written with a comma, too', '1,5', '1.5'],
  ['what might be a thousand or one is neither', '1,000', '12'],
])('%s', async (_, typed, said) => {
  const person = shown(<Condition />);
  const field = await screen.findByRole('textbox', { name: 'Value' });
  await person.clear(field);
  if (typed) await person.type(field, typed);
  await person.tab();
  expect(screen.getByRole('status').textContent).toBe(said);
});
