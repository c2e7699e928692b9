import { MantineProvider } from '@mantine/core';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { expect, it } from 'vitest';
import { type Column, DataTable } from './DataTable';

interface Cup {
  id: string;
  name: string;
}
const CUPS: Cup[] = Array.from({ length: 500 }, (_, number) => ({ id: `c${number}`, name: `Cup ${number}` }));

function List({ columns }: { columns: readonly Column<Cup>[] }) {
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [opened, setOpened] = useState('');
  return (
    <MantineProvider>
      <DataTable
        label="Cups"
        columns={columns}
        rows={CUPS}
        idOf={({ id }) => id}
        nameOf={({ name }) => name}
        onOpen={({ name }) => setOpened(name)}
        picked={picked}
        onPick={setPicked}
        empty="No cups"
      />
      <output>
        {[...picked].join(' ')} {opened}
      </output>
    </MantineProvider>
  );
}

it('draws a few of many rows, and one anew only where something about it has changed', async () => {
  const drawn: string[] = [];
  const cell = ({ id, name }: Cup) => {
    drawn.push(id);
    return name;
  };
  render(<List columns={[{ key: 'name', title: 'Name', width: '1fr', cell }]} />);
  const shown = screen.getAllByRole('row').length - 1;
  expect(shown).toBeLessThan(40);
  const person = userEvent.setup({ delay: null });
  drawn.length = 0;
  await person.click(screen.getByRole('checkbox', { name: 'Pick Cup 3' }));
  await person.click(screen.getByRole('checkbox', { name: 'Pick Cup 5' }));
  expect(screen.getByRole('status').textContent).toContain('c3 c5');
  expect(new Set(drawn)).toEqual(new Set(['c0', 'c3', 'c5'])); // the Tab key no longer reaches the first one
  await person.click(screen.getByText('Cup 4'));
  expect(screen.getByRole('status').textContent).toContain('Cup 4');
});
