import { MantineProvider } from '@mantine/core';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { SureDialogue } from './SureDialogue';

function shown(more: Partial<Parameters<typeof SureDialogue>[0]> = {}) {
  const does = { onSure: vi.fn(), onClose: vi.fn() };
  render(
    <SureDialogue title="Remove it" yes="Remove" isPending={false} {...does} {...more}>
      It is gone for good.
    </SureDialogue>,
    { wrapper: ({ children }) => <MantineProvider env="test">{children}</MantineProvider> },
  );
  return { ...does, person: userEvent.setup({ delay: null }) };
}

test('nothing is lost until somebody is sure', async () => {
  const { onSure, onClose, person } = shown();
  expect(screen.getByRole('dialog', { name: 'Remove it' }).textContent).toContain('It is gone for good.');
  await person.click(screen.getByRole('button', { name: 'Cancel' }));
  expect(onClose).toHaveBeenCalledOnce();
  expect(onSure).not.toHaveBeenCalled();
  await person.click(screen.getByRole('button', { name: 'Remove' }));
  expect(onSure).toHaveBeenCalledOnce();
});

test('what cannot be lost now is not offered, and why something was not done is said', async () => {
  const { onSure, person } = shown({ isImpossible: true, error: new Error('refused') });
  screen.getByRole('alert');
  await person.click(screen.getByRole('button', { name: 'Remove' }));
  expect(onSure).not.toHaveBeenCalled();
});
