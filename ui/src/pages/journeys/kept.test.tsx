import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { typeAtOnce } from '@/testing/keys';
import { visit } from '@/testing/page';
import { answers, definition, journey, ONE, WRITER } from './journey.testing';

beforeEach(() => sessionStorage.clear());

const LATE = { code: 'conflict', message: 'the draft was changed meanwhile', remedy: 'Read it again.' };

/** A draft that Mara changes while Milo, who looks at its wait, writes. */
async function contested() {
  let kept = journey({ has_draft: true, draft: definition, draft_revision: 4, draft_by: 'usr_milo' });
  const { rest, ...others } = definition.steps;
  const shown = await visit(
    '/journeys/j1?version=0',
    {
      ...answers,
      [`GET ${ONE}`]: () => kept,
      [`PUT ${ONE}/draft`]: () =>
        kept.draft_revision === 5 && !isTaken
          ? new Response(JSON.stringify({ error: LATE }), { status: 409 })
          : { faults: [] },
      'GET /api/v1/workspace/colleagues': () => ({ items: [{ id: 'usr_mara', name: 'Mara Lind', is_active: true }] }),
    },
    WRITER,
  );
  let isTaken = false;
  fireEvent.click(await screen.findByRole('button', { name: /^Wait ?: 2 days/ }));
  const note = await screen.findByLabelText<HTMLTextAreaElement>('Note for colleagues');
  const theirs = { ...definition, steps: { ...others, rest: { note: 'Hers', ...rest, minutes: 4_320 } } };
  kept = journey({ has_draft: true, draft: theirs, draft_revision: 5, draft_by: 'usr_mara' });
  await shown.person.type(note, 'A considered note');
  const alert = (await screen.findByText('Mara Lind changed the draft meanwhile')).closest('[role=alert]');
  await screen.findByText('Both of you changed:');
  const takes = async (how: string) => {
    isTaken = true;
    await shown.person.click(screen.getByRole('button', { name: how }));
    await screen.findByRole('button', { name: /^Wait ?: 3 days/ });
    expect(screen.queryByText(/changed the draft meanwhile/)).toBeNull();
  };
  const written = () => screen.getByLabelText<HTMLTextAreaElement>('Note for colleagues').value;
  return { ...shown, alert, takes, written };
}

test('whoever comes too late to save a draft sees who was faster and what both changed, and keeps what they wrote', async () => {
  const { alert, takes, written, requests } = await contested();
  expect(alert?.textContent).toMatch(/Wait: note.*Theirs: Hers.*Yours: A considered note/);
  expect(alert?.textContent).not.toContain('how long');
  await takes('Take over what is new, and keep what I changed');
  expect(written()).toBe('A considered note');
  const saved = () => requests.filter(({ call }) => call === `PUT ${ONE}/draft`).at(-1)?.body as typeof definition;
  await waitFor(() => expect(saved().steps.rest).toMatchObject({ minutes: 4_320, note: 'A considered note' }));
});

test('theirs is taken on request', async () => {
  const { takes, written } = await contested();
  await takes('Take theirs, and forget mine');
  expect(written()).toBe('Hers');
});

test('what could not be saved is asked about on leaving, and is there again after a reload', async () => {
  const asks = vi.fn(() => false);
  vi.stubGlobal('confirm', asks);
  let isDown = true;
  const network = {
    ...answers,
    [`GET ${ONE}`]: () => journey({ has_draft: true, draft: definition, draft_revision: 4 }),
    [`PUT ${ONE}/draft`]: () => {
      if (isDown) throw new Error('there is no network');
      return { faults: [] };
    },
  };
  const first = await visit('/journeys/j1?version=0', network, WRITER);
  fireEvent.click(await screen.findByRole('button', { name: /^Wait ?: 2 days/ }));
  await first.person.type(await screen.findByLabelText('Note for colleagues'), 'A considered note');
  await screen.findByText('Not saved');
  await first.person.click(screen.getByRole('link', { name: 'Home' }));
  expect(asks).toHaveBeenCalledOnce();
  expect(first.router.state.location.pathname).toBe('/journeys/j1');
  cleanup();
  isDown = false;
  const { requests } = await visit('/journeys/j1?version=0', network, WRITER);
  await screen.findByText('Saved');
  const saved = requests.find(({ call }) => call === `PUT ${ONE}/draft`)?.body as typeof definition;
  expect(saved.steps.rest).toMatchObject({ note: 'A considered note' });
});

test('a copied branch is there for who copied it, and for nobody else who signs in on the same tab', async () => {
  const drafted = { ...answers, [`GET ${ONE}`]: () => journey({ has_draft: true, draft: definition }) };
  const first = await visit('/journeys/j1?version=0', drafted, WRITER);
  fireEvent.click(await screen.findByRole('button', { name: /^Wait ?: 2 days/ }));
  await first.person.click(await screen.findByRole('button', { name: 'More about this step' }));
  await first.person.click(await screen.findByRole('menuitem', { name: 'Copy the branch from here' }));
  cleanup();
  const offered = async (me: typeof WRITER) => {
    const { person } = await visit('/journeys/j1?version=0', drafted, me);
    await person.click(await screen.findByRole('button', { name: 'Add a first step' }));
    await screen.findByRole('dialog', { name: 'Add a step' });
    const count = screen.queryAllByRole('button', { name: /^Paste the copied branch/ }).length;
    cleanup();
    return count;
  };
  expect([await offered(WRITER), await offered({ ...WRITER, user_id: 'usr_mara' })]).toEqual([1, 0]);
});

test('a while that no field could take is not called saved, is published by nobody, and is asked about on leaving', async () => {
  const asks = vi.fn((_question: string) => false);
  vi.stubGlobal('confirm', asks);
  const network = {
    ...answers,
    [`GET ${ONE}`]: () => journey({ has_draft: true, draft: definition }),
    [`PUT ${ONE}/draft`]: () => ({ faults: [] }),
  };
  const { person } = await visit('/journeys/j1?version=0', network, WRITER);
  const publish = async () => (await screen.findByText('Publish')).closest('button');
  expect((await publish())?.getAttribute('aria-disabled')).toBeNull();
  fireEvent.click(await screen.findByRole('button', { name: /^Wait ?: 2 days/ }));
  const field = await screen.findByLabelText('How long');
  await person.clear(field);
  await person.type(field, '-3');
  await screen.findByText('Not all is saved');
  expect((await publish())?.getAttribute('aria-description')).toBe('Mend what is marked first');
  await person.click(screen.getByRole('link', { name: 'Home' }));
  expect(asks.mock.calls).toEqual([['Leave? What is marked would have to be written again.']]);
  await person.clear(field);
  await person.type(field, '3');
  await screen.findByText('Saved');
});

test.each(['500', '99999'])('no beginning of a while that is too long is saved: %s', async (text) => {
  const network = {
    ...answers,
    [`GET ${ONE}`]: () => journey({ has_draft: true, draft: definition }),
    [`PUT ${ONE}/draft`]: () => ({ faults: [] }),
  };
  const { person, requests } = await visit('/journeys/j1?version=0', network, WRITER);
  fireEvent.click(await screen.findByRole('button', { name: /^Wait ?: 2 days/ }));
  const field = await screen.findByLabelText<HTMLInputElement>('How long');
  typeAtOnce(field, text);
  await person.tab();
  await screen.findByText('Not all is saved');
  screen.getByText('Not taken: write a whole number from 1 to 366');
  screen.getByRole('button', { name: /^Wait ?: 2 days/ });
  expect(field.value).toBe(text);
  expect(requests.filter(({ call }) => call.startsWith('PUT'))).toEqual([]);
});
