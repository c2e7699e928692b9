import { Drawer, Loader, MantineProvider, Modal } from '@mantine/core';
import { fireEvent, render, screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { theme } from './theme';

test.each([
  ['dialogue', Modal],
  ['drawer', Drawer],
])('a %s closes by a click beside it, and not by the second of the double click that opened it', (_, Dialogue) => {
  const onClose = vi.fn();
  render(
    <MantineProvider theme={theme} env="test">
      <Dialogue opened onClose={onClose} title="Pause it" />
    </MantineProvider>,
  );
  const beside = document.querySelector('.mantine-Modal-overlay, .mantine-Drawer-overlay') as Element;
  fireEvent.click(beside, { detail: 2 });
  expect(onClose).not.toHaveBeenCalled();
  fireEvent.click(beside, { detail: 1 });
  expect(onClose).toHaveBeenCalledOnce();
});

test('what is waited for has a name that is read out', () => {
  render(
    <MantineProvider theme={theme} env="test">
      <Loader type="dots" aria-label="Loading" />
    </MantineProvider>,
  );
  expect(screen.getByRole('status', { name: 'Loading' })).toBeDefined();
});
