import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { MARKETER, visit } from '@/testing/page';

const ONE = '/api/v1/journeys/j1';
const WRITER = {
  ...MARKETER,
  permissions: ['journey:read', 'journey:write', 'profile:read'] as typeof MARKETER.permissions,
};

test('conditions of a branch are written as deep as they are, and follow what is undone', async () => {
  const when = {
    kind: 'any',
    of: [
      { kind: 'attribute', attribute: 'tier', is: 'is', value: 'gold' },
      {
        kind: 'not',
        of: { kind: 'any', of: [{ kind: 'did', event: 'purchase', at_least: 1, within_minutes: 1_440 }] },
      },
    ],
  };
  const steps = {
    ask: { kind: 'decision', branches: [{ name: 'Dear', when, next: 'end' }], otherwise: 'end' },
    end: { kind: 'exit' },
  };
  const draft = { name: 'Welcome', trigger: { kind: 'event', event: { event: 'sign_up' } }, start: 'ask', steps };
  const journey = {
    id: 'j1',
    name: 'Welcome',
    stage: 'draft',
    allowed: ['publish'],
    has_draft: true,
    draft_revision: 1,
    draft,
    live: null,
    faults: [],
  };
  const { person, requests } = await visit(
    '/journeys/j1?version=0',
    {
      [`GET ${ONE}`]: () => journey,
      [`GET ${ONE}/versions`]: () => [],
      'GET /api/v1/content/templates': () => ({ templates: [], next_cursor: null }),
      'GET /api/v1/segments': () => [],
      'GET /api/v1/behaviour/schemas': () => [],
      'GET /api/v1/behaviour/attributes': () => [],
      'GET /api/v1/computed-properties': () => [],
      [`PUT ${ONE}/draft`]: () => ({ can_run: true, faults: [] }),
    },
    WRITER,
  );
  fireEvent.click(await screen.findByRole('button', { name: /^Decide/ }));
  const branch = within(await screen.findByRole('group', { name: 'If' }));
  expect(branch.getByRole<HTMLInputElement>('combobox', { name: 'Event' }).value).toBe('purchase');
  fireEvent.change(branch.getByRole('textbox', { name: 'Value' }), { target: { value: 'silver' } });
  const kept = () =>
    requests.findLast(({ call }) => call === `PUT ${ONE}/draft`)?.body as { steps: typeof steps } | undefined;
  await waitFor(() => {
    const [first, second] = kept()?.steps.ask.branches[0]?.when.of ?? [];
    expect(first).toEqual({ ...when.of[0], value: 'silver' });
    expect(second).toEqual(when.of[1]);
  });
  await person.click(screen.getByRole('button', { name: 'Undo' }));
  await waitFor(() => expect(branch.getByRole<HTMLInputElement>('textbox', { name: 'Value' }).value).toBe('gold'));
  await person.click(branch.getAllByRole('button', { name: 'Remove this condition' })[0] as HTMLElement);
  await waitFor(() => expect(kept()?.steps.ask.branches[0]?.when).toEqual(when.of[1]));
  expect(branch.queryByRole('button', { name: /^Remove this/ })).toBeNull(); // a branch has a condition
});
