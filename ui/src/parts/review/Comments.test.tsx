import { cleanup, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { shown } from '@/testing/part';
import { Comments } from './Comments';

beforeEach(() => sessionStorage.clear());

const COMMENTS = <Comments campaignId="c1" spot={{ place: 'budget' }} about="the cost" />;
const field = () => screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Comment on the cost' });

test('a comment that was begun is there again, until it is cancelled', async () => {
  const person = shown(COMMENTS);
  await person.click(await screen.findByRole('button', { name: 'Comment on the cost' }));
  await person.type(await field(), 'Half a thought');
  cleanup();
  const again = shown(COMMENTS);
  expect((await field()).value).toBe('Half a thought');
  await again.click(screen.getByRole('button', { name: 'Cancel' }));
  await waitFor(() => expect(screen.queryByRole('textbox', { name: 'Comment on the cost' })).toBeNull());
  await again.click(screen.getByRole('button', { name: 'Comment on the cost' }));
  expect((await field()).value).toBe('');
});
