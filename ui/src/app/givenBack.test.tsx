import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { useFocusGivenBack } from './givenBack';

function Page({ isOnce = false }: { isOnce?: boolean }) {
  const [isOpen, setOpen] = useState(false);
  const [isDone, setDone] = useState(false);
  useFocusGivenBack();
  const close = () => {
    setOpen(false);
    setDone(isOnce);
  };
  return (
    <>
      <h1 id="page-title" tabIndex={-1}>
        Journeys
      </h1>
      {!isDone && (
        <button type="button" onClick={() => setOpen(true)}>
          New
        </button>
      )}
      {isOpen && (
        <div role="dialog" aria-label="New journey">
          <button type="button" onClick={close}>
            Close
          </button>
        </div>
      )}
    </>
  );
}

async function openAndClose() {
  await userEvent.click(screen.getByRole('button', { name: 'New' }));
  await userEvent.click(screen.getByRole('button', { name: 'Close' }));
}

test('whoever closes a dialog is where they opened it', async () => {
  render(<Page />);
  await openAndClose();
  await expect.poll(() => document.activeElement).toBe(screen.getByRole('button', { name: 'New' }));
});

test('whoever closes a dialog that took away what opened it is at the title', async () => {
  render(<Page isOnce />);
  await openAndClose();
  await expect.poll(() => document.activeElement).toBe(screen.getByRole('heading', { name: 'Journeys' }));
});
