import { MantineProvider } from '@mantine/core';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { ActButton } from './Act';

test('what cannot be done now says why, stays within reach of the keyboard, and is not done', async () => {
  const done = vi.fn();
  const person = userEvent.setup({ delay: null });
  const { rerender } = render(
    <ActButton why="It is over" onClick={done}>
      Pause
    </ActButton>,
    { wrapper: MantineProvider },
  );
  const button = screen.getByRole('button', { name: 'Pause' });
  expect(button.getAttribute('aria-description')).toBe('It is over');
  await person.tab();
  expect(document.activeElement).toBe(button);
  await person.keyboard('{Enter}');
  expect(done).not.toHaveBeenCalled();
  rerender(
    <ActButton why={null} onClick={done}>
      Pause
    </ActButton>,
  );
  await person.click(button);
  expect(done).toHaveBeenCalledOnce();
});
