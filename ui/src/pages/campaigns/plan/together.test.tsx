import { screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Launch } from '@/api/types';
import { type Answers, visit } from '@/testing/page';
import { AUTHOR, keeping, LAUNCHES, launch, put, saidTo } from './launches.testing';
import { NOTHING } from './said';

const PATCH = `PATCH ${LAUNCHES}/lnc_1`;
const GET = `GET ${LAUNCHES}/lnc_1`;
const called = (name: string, revision: string): Launch =>
  launch({ revision, brief: { ...NOTHING.brief, name }, updated_at: `2027-02-01T09:00:0${revision.at(-1)}Z` });
const CONFLICT = { error: { code: 'conflict', message: 'somebody has changed it since you read it' } };

/** An API where somebody else has renamed it after it was read here, of which one learns when what is said over that is refused. */
function renamed(theirs: Launch) {
  let isRefused = false;
  const answers = keeping(theirs);
  return {
    ...answers,
    [GET]: (request: Parameters<Answers[string]>[0]) =>
      isRefused ? answers[GET]?.(request) : called('Spring sale', 'r1'),
    [PATCH]: (request: Parameters<Answers[string]>[0]) => {
      if (isRefused) return answers[PATCH]?.(request);
      isRefused = true;
      return Response.json(CONFLICT, { status: 409 });
    },
  };
}

test("what somebody else wrote meanwhile is shown, and only one's own field is sent", async () => {
  const { person, requests } = await visit('/campaigns/new?launch=lnc_1', renamed(called('Spring', 'r2')), AUTHOR);
  await put(person, await screen.findByLabelText('What it is for'), 'Fill the shops');
  await waitFor(() => expect(requests.filter(({ call }) => call === PATCH)).toHaveLength(2));
  await screen.findByText(/^Saved\./);
  expect(screen.getByLabelText<HTMLInputElement>(/^Name/).value).toBe('Spring');
  expect(saidTo(requests)).toEqual({ brief: { objective: 'Fill the shops' } });
  expect(requests.filter(({ call }) => call === PATCH)).toHaveLength(2);
});

test('of what both wrote it is said what theirs is, and mine is saved once I say so', async () => {
  const { person, requests } = await visit('/campaigns/new?launch=lnc_1', renamed(called('Spring', 'r2')), AUTHOR);
  const name = await screen.findByLabelText<HTMLInputElement>(/^Name/);
  await put(person, name, ' in Berlin');
  const alert = await screen.findByText('Somebody else has changed the same');
  screen.getByText('Spring', { selector: 'strong' });
  screen.getByText('Spring sale in Berlin', { selector: 'strong' });
  screen.getByText(/^Not all of it is saved: see what is marked/);
  expect([name.value, requests.filter(({ call }) => call === PATCH)]).toEqual([
    'Spring sale in Berlin',
    [expect.anything()],
  ]);
  await person.click(screen.getByRole('button', { name: 'Keep mine: Name' }));
  await waitFor(() => expect(saidTo(requests)).toEqual({ brief: { name: 'Spring sale in Berlin' } }));
  await screen.findByText(/^Saved\./);
  expect(alert.isConnected).toBe(false);
});

const priced = (base_cpm: string, max_cpm: string) => ({
  ...NOTHING.budget,
  pricing: { goal: 'reach' as const, base_cpm, max_cpm, goal_value: '0.00' },
});

test('what somebody else says of the prices is not written over by whoever had said half of theirs before', async () => {
  const theirs = { ...called('Spring sale', 'r2'), budget: priced('2.22', '5.00') };
  const { person, requests } = await visit('/campaigns/new?launch=lnc_1', renamed(theirs), AUTHOR);
  const usual = await screen.findByLabelText<HTMLInputElement>(/^Usual price of a thousand/);
  await put(person, usual, '1.11');
  await person.tab();
  await screen.findByText('Not saved: the highest price is missing');
  await put(person, screen.getByLabelText('What it is for'), 'Fill the shops');
  const alert = (await screen.findByText('Somebody else has changed the same')).closest('[role=alert]');
  expect(alert?.textContent).toMatch(
    /Theirs: Impressions at \$2\.22, at most \$5\.00 for a thousand.*Yours: Impressions at \$1\.11, at most an amount that is missing/,
  );
  await put(person, screen.getByLabelText(/^Highest price of a thousand/), '3');
  await person.tab();
  await screen.findByText(/^Impressions at \$1\.11, at most \$3\.00/);
  await person.click(screen.getByRole('button', { name: 'Take theirs: What it buys, and its prices' }));
  await screen.findByText(/^Saved\./);
  expect([usual.value, requests.flatMap(({ body }) => (body as Partial<Launch> | undefined)?.budget ?? [])]).toEqual([
    '2.22',
    [],
  ]);
});

test('theirs is taken where I say so, and nothing is sent', async () => {
  const { person, requests } = await visit('/campaigns/new?launch=lnc_1', renamed(called('Spring', 'r2')), AUTHOR);
  await put(person, await screen.findByLabelText(/^Name/), ' in Berlin');
  await person.click(await screen.findByRole('button', { name: 'Take theirs: Name' }));
  await screen.findByText(/^Saved\./);
  expect(screen.getByLabelText<HTMLInputElement>(/^Name/).value).toBe('Spring');
  expect(requests.filter(({ call }) => call === PATCH)).toHaveLength(1);
});

test('a refusal of no field of the page is said in words below the section, and the rest of it is kept', async () => {
  const answers = keeping(launch());
  const error = {
    code: 'invalid_input',
    message: "creative 'Banner' lands on aurora.example, which is not the advertiser's other.example",
    field: 'landing_url',
    remedy: 'Use a page on other.example.',
  };
  const { person, requests } = await visit(
    '/campaigns/new?launch=lnc_1',
    {
      ...answers,
      [PATCH]: (request) =>
        'advertiser_domain' in ((request.body as Launch).brief ?? {})
          ? Response.json({ error }, { status: 422 })
          : answers[PATCH]?.(request),
    },
    AUTHOR,
  );
  await put(person, await screen.findByLabelText(/^Advertiser/), 'other.example');
  await screen.findByText(/creative 'Banner' lands on aurora\.example.*Use a page on other\.example\./);
  await put(person, screen.getByLabelText('What it is for'), 'Fill the shops');
  await waitFor(() => expect(saidTo(requests)).toEqual({ brief: { objective: 'Fill the shops' } }));
  await screen.findByText(/^Not all of it is saved: see what is marked/);
  screen.getByText(/creative 'Banner' lands on aurora\.example/);
});
