import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import type { Launch } from '@/api/types';
import { type Answers, MARKETER, visit } from '@/testing/page';
import { NOTHING } from './said';

const LAUNCHES = '/api/v1/workspace/launches';
const AUTHOR = { ...MARKETER, permissions: [...MARKETER.permissions, 'creative:write' as const] };

function launch(changes: Partial<Launch> = {}): Launch {
  return {
    ...NOTHING,
    id: 'lnc_1',
    campaign_id: null,
    stage: null,
    steps: [
      { step: 'brief', state: 'missing', missing: ['brief.advertiser_domain'], text: '' },
      { step: 'audience', state: 'optional', missing: [], text: 'everybody' },
    ],
    next: {
      action: null,
      text: 'fill in brief.advertiser_domain',
      permission: 'campaign:write',
      yours: true,
      path: '',
    },
    creatives: [],
    waiting_creatives: [],
    created_by: 'usr_milo',
    created_at: '2027-02-01T09:00:00Z',
    updated_at: '2027-02-01T09:00:00Z',
    ...changes,
  };
}

/** At once, as somebody does who pastes it. */
async function put(person: Awaited<ReturnType<typeof visit>>['person'], field: HTMLElement, text: string) {
  await person.click(field);
  await person.paste(text);
}

/** An API that keeps one launch. */
function keeping(kept: Launch | null, more: Answers = {}): Answers {
  let now = kept;
  const say = ({ body }: { body: unknown }) => {
    const said = body as Partial<Launch>;
    const before = now ?? launch();
    now = {
      ...before,
      brief: { ...before.brief, ...said.brief },
      budget: { ...before.budget, ...said.budget },
      audience: { ...before.audience, ...said.audience },
      schedule: { ...before.schedule, ...said.schedule },
    };
    return now;
  };
  return {
    [`GET ${LAUNCHES}`]: () => ({ items: [], next_cursor: null }),
    [`POST ${LAUNCHES}`]: say,
    [`GET ${LAUNCHES}/lnc_1`]: () => now,
    [`PATCH ${LAUNCHES}/lnc_1`]: say,
    ...more,
  };
}

test('what is typed is kept from the first word on, and the address says where', async () => {
  const { person, requests, router } = await visit('/campaigns/new', keeping(null), AUTHOR);
  await put(person, await screen.findByLabelText(/^Name/), 'Spring sale');
  await waitFor(() => expect(router.state.location.search).toEqual({ launch: 'lnc_1' }));
  await screen.findByText(/It needs the advertiser/);
  await put(person, screen.getByLabelText(/^Advertiser/), 'shop.example');
  await waitFor(() => {
    const asked = requests.filter(({ call }) => call === `PATCH ${LAUNCHES}/lnc_1`).at(-1)?.body as Launch | undefined;
    expect(asked?.brief).toMatchObject({ name: 'Spring sale', advertiser_domain: 'shop.example' });
  });
  expect(requests.filter(({ call }) => call === `POST ${LAUNCHES}`)).toHaveLength(1);
  await screen.findByText(/^Saved\./);
});

test('what was left is taken up again, with its checks once there is a campaign', async () => {
  const left = launch({
    campaign_id: 'c1',
    stage: 'draft',
    brief: { ...NOTHING.brief, name: 'Spring sale', advertiser_domain: 'shop.example' },
    next: { action: 'submit', text: 'submit it for review', permission: 'campaign:write', yours: true, path: '' },
  });
  const finding = {
    name: 'dates:past',
    code: 'dates.past',
    section: 'schedule' as const,
    severity: 'blocker' as const,
    what: 'its start has passed',
    where: 'starts_at',
    remedy: 'Move it.',
    override_id: null,
  };
  const unread = { ...finding, name: 'approval', code: 'approval.missing', what: 'nobody approved it' };
  const report = { campaign_id: 'c1', revision: 1, revision_hash: 'a', passes: false, blockers: 2, warnings: 0 };
  const submitted = { ...left, stage: 'in_review' as const };
  const { person, router } = await visit(
    '/campaigns/new?launch=lnc_1',
    keeping(left, {
      'GET /api/v1/workflows/campaigns/c1/preflight': () => ({ ...report, findings: [finding, unread] }),
      [`POST ${LAUNCHES}/lnc_1/advance`]: () => submitted,
    }),
    AUTHOR,
  );
  expect((await screen.findByLabelText<HTMLInputElement>(/^Name/)).value).toBe('Spring sale');
  await screen.findByText('Its start has passed');
  expect(screen.queryByText('Nobody approved it')).toBeNull();
  screen.getByText('One thing keeps it from going live even when it is approved.');
  await person.click(screen.getByRole('button', { name: 'Submit for review' }));
  await waitFor(() => expect(router.state.location.pathname).toBe('/campaigns/c1'));
});

test('a refusal stands at the field it is about, and the rest is kept', async () => {
  const answers = keeping(launch());
  const { person, requests } = await visit('/campaigns/new?launch=lnc_1', answers, AUTHOR);
  const { fetch: before } = window;
  window.fetch = globalThis.fetch = async (input, init) => {
    const request = input instanceof Request ? input : new Request(String(input), init);
    if (request.method === 'PATCH' && (await request.clone().text()).includes('schedule.example')) {
      const error = {
        code: 'invalid',
        message: 'brief.advertiser_domain is not a host name',
        field: 'brief.advertiser_domain',
        remedy: 'Send one.',
      };
      return Response.json({ error }, { status: 422 });
    }
    return before(input, init);
  };
  await put(person, await screen.findByLabelText(/^Advertiser/), 'schedule.example');
  await screen.findByText('It is not a host name. Send one.');
  screen.getByText(/Not all of it is saved/);
  await put(person, screen.getByLabelText(/^Total/), '500');
  await waitFor(() => {
    const kept = requests.filter(({ call }) => call.startsWith('PATCH')).at(-1)?.body as Launch | undefined;
    expect(kept?.budget.total).toBe('500');
  });
  screen.getByText(/Not all of it is saved/);
});

test('a limit below 0 is refused where it is typed, and made into nothing else', async () => {
  const { person, requests } = await visit('/campaigns/new?launch=lnc_1', keeping(launch()), AUTHOR);
  const field = await screen.findByLabelText<HTMLInputElement>('At most a day', {
    selector: '[placeholder="No limit"]',
  });
  await person.type(field, '-5');
  await screen.findByText('Write a number above 0, or nothing for no limit');
  expect(field.value).toBe('-5');
  expect(requests.filter(({ call }) => call.startsWith('PATCH'))).toEqual([]);
  await person.clear(field);
  await person.type(field, '5');
  await waitFor(() => {
    const asked = requests.filter(({ call }) => call === `PATCH ${LAUNCHES}/lnc_1`).at(-1)?.body as Launch | undefined;
    expect(asked?.audience.caps?.per_day).toBe(5);
  });
});

const SUBMITTABLE = {
  action: 'submit' as const,
  text: '',
  permission: 'campaign:write' as const,
  yours: true,
  path: '',
};

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

/** What the last save said. */
function saidTo(requests: { call: string; body: unknown }[]): Partial<Launch> {
  return requests.filter(({ call }) => call === `PATCH ${LAUNCHES}/lnc_1`).at(-1)?.body as Partial<Launch>;
}

test('a creative is added by its address, with the kind of file that its ending says', async () => {
  const { person, requests } = await visit('/campaigns/new?launch=lnc_1', keeping(launch()), AUTHOR);
  await person.click(await screen.findByRole('button', { name: 'Add a creative' }));
  const form = within(screen.getByRole('group', { name: 'A new creative' }));
  await person.click(form.getByRole('radio', { name: 'An address' }));
  await put(person, form.getByRole('textbox', { name: 'Name' }), 'Banner');
  await put(person, form.getByRole('textbox', { name: 'Leads to' }), 'https://shop.example/');
  await put(person, form.getByRole('textbox', { name: 'Where it is' }), 'https://cdn.example/b.png');
  await person.click(form.getByRole('button', { name: 'Add it' }));
  await waitFor(() => expect(screen.queryByRole('group', { name: 'A new creative' })).toBeNull());
  expect(requests.filter(({ call }) => call.startsWith('PATCH')).map(({ body }) => body)).toEqual([
    {
      creatives: [
        {
          name: 'Banner',
          format: 'banner',
          landing_url: 'https://shop.example/',
          media_url: 'https://cdn.example/b.png',
          mime: 'image/png',
          width: 300,
          height: 250,
        },
      ],
    },
  ]);
});

/** An API that can be taken away, and the calls that change something meanwhile. */
function failing(kept: Launch | null) {
  const api: { answer: null | (() => Response) } = { answer: null };
  const answers = keeping(kept);
  for (const call of [`POST ${LAUNCHES}`, `PATCH ${LAUNCHES}/lnc_1`]) {
    const well = answers[call];
    answers[call] = (request) => {
      return api.answer ? api.answer() : well?.(request);
    };
  }
  return { api, answers };
}

test('while the server cannot be reached it is said so, and saved by itself once it can', async () => {
  const { api, answers } = failing(null);
  api.answer = () => {
    throw new TypeError('Failed to fetch');
  };
  const { person, router } = await visit('/campaigns/new', answers, AUTHOR);
  await put(person, await screen.findByLabelText(/^Name/), 'Spring sale');
  await screen.findByText(/^Not saved: The server cannot be reached\. It is tried again by itself/);
  expect(screen.queryByText(/\.\./)).toBeNull();
  api.answer = null;
  await screen.findByText(/^Saved\./);
  expect(router.state.location.search).toEqual({ launch: 'lnc_1' });
  expect(screen.queryByRole('button', { name: 'Save now' })).toBeNull();
});

test('whoever does not want to wait saves now, after a server that failed', async () => {
  const { api, answers } = failing(launch());
  api.answer = () => Response.json({ error: { code: 'away', message: 'the database is away.' } }, { status: 503 });
  const { person } = await visit('/campaigns/new?launch=lnc_1', answers, AUTHOR);
  await put(person, await screen.findByLabelText(/^Advertiser/), 'shop.example');
  const button = await screen.findByRole('button', { name: 'Save now' });
  screen.getByText(/^Not saved: The database is away\./);
  api.answer = null;
  await person.click(button);
  await screen.findByText(/^Saved\./);
});

test('leaving what could not be saved is asked about, and it is there again on return', async () => {
  const { api, answers } = failing(null);
  api.answer = () => Response.json({ error: { code: 'away', message: 'away.' } }, { status: 503 });
  const { person, router } = await visit('/campaigns/new', answers, AUTHOR);
  await put(person, await screen.findByLabelText(/^Name/), 'Spring sale');
  await screen.findByRole('button', { name: 'Save now' });
  const asked = vi.fn(() => false);
  vi.stubGlobal('confirm', asked);
  void router.navigate({ to: '/campaigns' });
  await waitFor(() => expect(asked).toHaveBeenCalledOnce());
  expect(router.state.location.pathname).toBe('/campaigns/new');
  cleanup(); // as a reload does
  await visit('/campaigns/new', answers, AUTHOR);
  await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>(/^Name/).value).toBe('Spring sale'));
  api.answer = null;
  await screen.findByText(/^Saved\./);
});

test('a reload before it was saved loses nothing', async () => {
  const answers = keeping(launch());
  const never = { [`PATCH ${LAUNCHES}/lnc_1`]: () => new Promise(() => undefined) };
  const { person } = await visit('/campaigns/new?launch=lnc_1', { ...answers, ...never }, AUTHOR);
  await put(person, await screen.findByLabelText(/^Advertiser/), 'shop.example');
  cleanup();
  const { requests } = await visit('/campaigns/new?launch=lnc_1', answers, AUTHOR);
  await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>(/^Advertiser/).value).toBe('shop.example'));
  await screen.findByText(/^Saved\./);
  expect(requests.some(({ call }) => call.startsWith('PATCH'))).toBe(true);
});

test('what was typed just before going elsewhere is saved behind whoever goes', async () => {
  const { person, requests, router } = await visit('/campaigns/new?launch=lnc_1', keeping(launch()), AUTHOR);
  await put(person, await screen.findByLabelText(/^Advertiser/), 'shop.example');
  await router.navigate({ to: '/campaigns' });
  expect(router.state.location.pathname).toBe('/campaigns');
  await waitFor(() => expect(requests.some(({ call }) => call.startsWith('PATCH'))).toBe(true));
  await waitFor(() => expect(Object.keys(sessionStorage).filter((key) => key.startsWith('unsaved'))).toEqual([]));
});

test('of a draft that nothing is held against it is said that it goes live once it is approved', async () => {
  const unread = { name: 'approval', code: 'approval.missing', section: null, severity: 'blocker', where: '' };
  const findings = [{ ...unread, what: 'revision 1 is not approved', remedy: '', override_id: null }];
  await visit(
    '/campaigns/new?launch=lnc_1',
    keeping(launch({ campaign_id: 'c1', stage: 'draft' }), {
      'GET /api/v1/workflows/campaigns/c1/preflight': () => ({ blockers: 1, warnings: 0, findings }),
    }),
    AUTHOR,
  );
  await screen.findByText('Nothing keeps it from going live once it is approved.');
});
