import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
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
  screen.getByText('One thing keeps it from going live.');
  await person.click(screen.getByRole('button', { name: 'Submit for review' }));
  await waitFor(() => expect(router.state.location.pathname).toBe('/campaigns/c1'));
});

test('a refusal stands at the field it is about, and the rest is kept', async () => {
  const answers = keeping(launch());
  const { person } = await visit('/campaigns/new?launch=lnc_1', answers, AUTHOR);
  const { fetch: before } = window;
  window.fetch = globalThis.fetch = async (input, init) => {
    const request = input instanceof Request ? input : new Request(String(input), init);
    if (request.method === 'PATCH' && (await request.clone().text()).includes('schedule.example')) {
      const error = {
        code: 'invalid',
        message: 'is not a host name',
        field: 'brief.advertiser_domain',
        remedy: 'Send one.',
      };
      return Response.json({ error }, { status: 422 });
    }
    return before(input, init);
  };
  await put(person, await screen.findByLabelText(/^Advertiser/), 'schedule.example');
  await screen.findByText('is not a host name. Send one.');
  screen.getByText(/Not all of it is saved/);
  await put(person, screen.getByLabelText(/^Total/), '500');
  await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>(/^Total/).value).toBe('500'));
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
