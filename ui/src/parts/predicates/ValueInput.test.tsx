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
  ['a number is written with a comma, too', '1,5', '1.5'],
])('%s', async (_, typed, said) => {
  const person = shown(<Condition />);
  const field = await screen.findByRole('textbox', { name: 'Value' });
  await person.clear(field);
  if (typed) await person.type(field, typed);
  expect(screen.getByRole('status').textContent).toBe(said);
});
