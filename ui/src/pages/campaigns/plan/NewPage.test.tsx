import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Launch } from '@/api/types';
import { visit } from '@/testing/page';
import { AUTHOR, keeping, LAUNCHES, launch, put } from './launches.testing';
import { NOTHING } from './said';

test('what is typed is kept from the first word on, and the address says where', async () => {
  const { person, requests, router } = await visit('/campaigns/new', keeping(null), AUTHOR);
  await put(person, await screen.findByLabelText(/^Name/), 'Spring sale');
  await waitFor(() => expect(router.state.location.search).toEqual({ launch: 'lnc_1' }));
  await screen.findByText(/It needs the advertiser/);
  screen.getByRole('heading', { level: 1, name: 'Spring sale' });
  await put(person, screen.getByLabelText(/^Advertiser/), 'shop.example');
  await waitFor(() => {
    const asked = requests.filter(({ call }) => call === `PATCH ${LAUNCHES}/lnc_1`).at(-1)?.body as Launch | undefined;
    expect(asked?.brief).toEqual({ advertiser_domain: 'shop.example' });
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
  const { person, router, requests } = await visit(
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
  await person.dblClick(screen.getByRole('button', { name: 'Submit for review' }));
  await waitFor(() => expect(router.state.location.pathname).toBe('/campaigns/c1'));
  expect(requests.filter(({ call }) => call.endsWith('/advance'))).toHaveLength(1);
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
