import { cleanup, screen } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Campaign } from '@/api/types';
import { shown } from '@/testing/part';
import { ActDialogue } from './ActDialogue';

beforeEach(() => sessionStorage.clear());

const CAMPAIGN = { id: 'c1', name: 'Spring sale', revision: 2, starts_at: null, ends_at: null } as Campaign;

test('a comment outlives a click beside the dialogue, and the dialogue itself, until it is cancelled', async () => {
  const onClose = vi.fn();
  const dialogue = <ActDialogue campaign={CAMPAIGN} action="pause" onClose={onClose} />;
  const comment = () => screen.findByLabelText<HTMLTextAreaElement>('Comment');
  const beside = () => document.querySelector('.mantine-Modal-overlay') as HTMLElement;
  const person = shown(dialogue);
  await comment();
  await person.click(beside());
  expect(onClose).toHaveBeenCalledOnce();
  await person.type(await comment(), 'Legal asked for it');
  await person.click(beside());
  expect(onClose).toHaveBeenCalledOnce();
  await person.keyboard('{Escape}');
  expect(onClose).toHaveBeenCalledTimes(2);
  cleanup();
  const again = shown(dialogue);
  expect((await comment()).value).toBe('Legal asked for it');
  await again.click(screen.getByRole('button', { name: 'Cancel' }));
  expect((await comment()).value).toBe('');
});
