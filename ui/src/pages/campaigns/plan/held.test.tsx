import { screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Launch } from '@/api/types';
import { typeAtOnce } from '@/testing/keys';
import { visit } from '@/testing/page';
import { AUTHOR, keeping, LAUNCHES, launch, put, saidTo } from './launches.testing';

const SUBMITTABLE = {
  action: 'submit' as const,
  text: '',
  permission: 'campaign:write' as const,
  yours: true,
  path: '',
};

test.each(['-5', '2,5', '1e3'])(
  'a limit that is no whole number is refused where it is typed, and made into nothing else: %s',
  async (text) => {
    const { person, requests } = await visit('/campaigns/new?launch=lnc_1', keeping(launch()), AUTHOR);
    const field = await screen.findByLabelText<HTMLInputElement>('At most a day', {
      selector: '[placeholder="No limit"]',
    });
    typeAtOnce(field, text);
    await screen.findByText('Not taken: write a whole number from 1 to 1000000, or nothing');
    expect(field.value).toBe(text);
    expect(requests.filter(({ call }) => call.startsWith('PATCH'))).toEqual([]);
    await person.clear(field);
    await person.type(field, '5');
    await waitFor(() => {
      const asked = requests.filter(({ call }) => call === `PATCH ${LAUNCHES}/lnc_1`).at(-1)?.body as
        | Launch
        | undefined;
      expect(asked?.audience.caps?.per_day).toBe(5);
    });
  },
);

test('an amount that may mean two things is kept by nobody, and nothing is submitted beside it', async () => {
  const { person, requests } = await visit(
    '/campaigns/new?launch=lnc_1',
    keeping(launch({ next: SUBMITTABLE })),
    AUTHOR,
  );
  const total = await screen.findByLabelText(/^Total/);
  const submit = screen.getByRole('button', { name: 'Submit for review' });
  expect(submit.getAttribute('aria-disabled')).toBeNull();
  await put(person, total, '9.000');
  await person.tab();
  await screen.findByText('That may mean two things: write 9000, or 9.00');
  await screen.findByText(/^Not all of it is saved: see what is marked/);
  expect(submit.getAttribute('aria-disabled')).toBe('true');
  expect(requests.filter(({ call }) => call.startsWith('PATCH'))).toEqual([]);
  await put(person, total, ',00');
  await screen.findByText(/^Saved\./);
  expect(saidTo(requests).budget?.total).toBe('9000.00');
});

test('half-said prices are not called saved, and it is said which one is missing', async () => {
  const { person, requests } = await visit('/campaigns/new?launch=lnc_1', keeping(launch()), AUTHOR);
  await put(person, await screen.findByLabelText(/^Usual price of a thousand/), '2.50');
  await person.tab();
  await screen.findByText('Not saved: the highest price is missing');
  screen.getByText(/^Not all of it is saved: see what is marked/);
  await put(person, screen.getByLabelText(/^Highest price of a thousand/), '4');
  await screen.findByText(/^Saved\./);
  expect(screen.queryByText(/is missing$/)).toBeNull();
  expect(saidTo(requests).budget?.pricing).toEqual({
    goal: 'reach',
    base_cpm: '2.50',
    goal_value: '0.00',
    max_cpm: '4',
  });
});
