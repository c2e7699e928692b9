import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { MARKETER, visit } from '@/testing/page';
import { answers, campaign, clean, PATH, submitted, WORKFLOW } from './examples';

test('the ribbon says where it stands, and who brought it there', async () => {
  await visit('/campaigns/c1', answers(campaign('in_review', ['approve', 'reject', 'request_changes'])));
  const ribbon = within(await screen.findByRole('list', { name: 'Stages' }));
  expect(ribbon.getAllByRole('listitem')).toHaveLength(7);
  const now = ribbon.getAllByRole('listitem').find((one) => one.getAttribute('aria-current') === 'step');
  await waitFor(() => expect(now?.textContent).toMatch(/In review.*Mara Lind/));
  const link = await screen.findByRole('link', { name: /Its workflow/ });
  expect(link.getAttribute('href')).toContain(':8233/');
});

test('what it is for is read where its brief is, in the words of whoever began it', async () => {
  const launches = { items: [{ brief: { objective: 'Fill the shops in March.' } }], next_cursor: null };
  await visit('/campaigns/c1?tab=content', {
    ...answers(campaign('draft', ['submit'])),
    'GET /api/v1/workspace/launches': ({ query }) =>
      query.get('campaign_id') === 'c1' ? launches : { items: [], next_cursor: null },
  });
  expect(await screen.findByText('Fill the shops in March.')).toBeTruthy();
});

test('spend is held against its plan, and what keeps it from spending is said with what to do', async () => {
  await visit('/campaigns/c1', answers(campaign('live', ['pause', 'complete'])));
  await screen.findByText(/It is behind its plan/);
  await screen.findByRole('heading', { name: 'Why is this not spending?' });
  await screen.findByText('It has no creatives');
  screen.getByText('Add one.');
  screen.getByText('Stops it');
});

test('what came back is said in the money it cost', async () => {
  const row = {
    campaign_id: 'c1',
    name: 'Spring sale',
    currency: 'USD',
    bids: 900,
    wins: 300,
    billed_impressions: 200,
    clicks: 20,
    conversions: 2,
    spend: '250.00',
    cpm: null,
    cpc: null,
    cpa: null,
    conversion_value: '625.00',
    roas: '2.5000',
    roi_percent: '150.00',
  };
  const READER = { ...MARKETER, permissions: [...MARKETER.permissions, 'analytics:read' as const] };
  await visit(
    '/campaigns/c1?tab=results',
    answers(campaign('live', ['pause']), { 'GET /api/v1/reports/campaigns': () => ({ items: [row] }) }),
    READER,
  );
  await screen.findByText('$2.50 for each $1 spent');
});

test('the next action is asked once, and carries the revision that was read', async () => {
  const call = `POST ${WORKFLOW}/actions/submit`;
  const done = { campaign_id: 'c1', stage: 'in_review', allowed: [], trouble: '' };
  const { person, requests } = await visit(
    '/campaigns/c1',
    answers(campaign('draft', ['submit']), { [call]: () => done }),
  );
  await person.click(await screen.findByRole('button', { name: 'Submit' }));
  const dialogue = within(await screen.findByRole('dialog'));
  await person.type(dialogue.getByRole('textbox', { name: 'Comment' }), 'Please read');
  await person.click(dialogue.getByRole('button', { name: 'Submit' }));
  await screen.findByText('Spring sale was submitted.');
  expect(requests.filter((one) => one.call === call).map(({ body }) => body)).toEqual([
    { comment: 'Please read', revision: 2 },
  ]);
});

const against = (code: string) => ({
  code,
  name: code,
  what: `its ${code} is wrong`,
  where: 'brief',
  remedy: 'Change it.',
  severity: 'blocker',
  override_id: null,
});

test('an action that cannot be taken says why', async () => {
  const { person, requests } = await visit(
    '/campaigns/c1',
    answers(campaign('approved', ['schedule', 'go_live']), {
      [`GET ${WORKFLOW}/preflight`]: () => ({
        ...clean,
        passes: false,
        blockers: 2,
        findings: ['size', 'tag'].map(against),
      }),
    }),
  );
  await screen.findByRole('tab', { name: 'Checks and approval (2)' });
  const button = screen.getByRole('button', { name: 'Go live now' });
  expect(button.getAttribute('aria-disabled')).toBe('true');
  await person.click(button);
  expect(screen.queryByRole('dialog')).toBeNull();
  await person.click(screen.getByRole('button', { name: 'Other actions' }));
  await screen.findByText('Possible while it is scheduled or live');
  expect(requests.some(({ call }) => call.startsWith('POST /api/v1/workflows'))).toBe(false);
});

test('a draft that was never submitted is deleted once somebody is sure, and a refusal is said where they are', async () => {
  const call = `DELETE ${PATH}`;
  const error = {
    code: 'action_refused',
    message: 'a campaign that was submitted once stays on record',
    remedy: 'Allowed now: approve.',
  };
  const said = [Response.json({ error }, { status: 409 }), new Response(null, { status: 204 })];
  const { person, requests, router } = await visit(
    '/campaigns/c1',
    answers(campaign('draft', ['submit']), { [call]: () => said.shift() }),
  );
  await person.click(await screen.findByRole('button', { name: 'Other actions' }));
  await person.click(await screen.findByRole('menuitem', { name: 'Delete this draft' }));
  const dialogue = within(await screen.findByRole('dialog'));
  dialogue.getByText(/its creatives, its tasks, what it is for and all comments on it/);
  expect(requests.some((one) => one.call === call)).toBe(false);
  await person.click(dialogue.getByRole('button', { name: 'Delete it' }));
  await dialogue.findByText('A campaign that was submitted once stays on record');
  expect(router.state.location.pathname).toBe('/campaigns/c1');
  await person.click(dialogue.getByRole('button', { name: 'Delete it' }));
  await screen.findByText('Spring sale was deleted.');
  await waitFor(() => expect(router.state.location.pathname).toBe('/campaigns'));
});

test('a draft that was submitted before cannot be deleted, and it is said why', async () => {
  const { person } = await visit(
    '/campaigns/c1',
    answers(campaign('draft', ['submit']), { [`GET ${WORKFLOW}/transitions`]: () => ({ items: [submitted] }) }),
  );
  await screen.findByText(/For the first warm days/);
  await person.click(await screen.findByRole('button', { name: 'Other actions' }));
  const item = await screen.findByRole('menuitem', { name: /^Delete this draft/ });
  expect([item.getAttribute('aria-disabled'), item.textContent]).toEqual([
    'true',
    'Delete this draftWhat was submitted once stays on record',
  ]);
});

test('whoever only reads sees why they may not act', async () => {
  const viewer = { ...MARKETER, roles: ['viewer' as const], permissions: ['campaign:read' as const] };
  await visit('/campaigns/c1', answers(campaign('live', ['pause', 'complete'])), viewer);
  const button = await screen.findByRole('button', { name: 'Pause' });
  expect(button.getAttribute('aria-description')).toBe('Your roles do not let you pause, resume and end campaigns');
});

test('the side that is looked at stays in the address', async () => {
  const finding = {
    name: 'links:1',
    code: 'links.dead',
    section: 'creatives' as const,
    severity: 'blocker' as const,
    what: 'the link of Banner leads nowhere',
    where: 'Banner',
    remedy: 'Mend it.',
    override_id: null,
  };
  const { person, router } = await visit(
    '/campaigns/c1',
    answers(campaign('draft', ['submit']), {
      [`GET ${WORKFLOW}/preflight`]: () => ({ ...clean, passes: false, blockers: 1, findings: [finding] }),
    }),
  );
  await person.click(await screen.findByRole('tab', { name: 'Checks and approval (1)' }));
  await screen.findByText('The link of Banner leads nowhere');
  screen.getByText('Nobody was asked yet: it has not been submitted.');
  expect(router.state.location.search).toEqual({ tab: 'checks' });
});

test('whoever is sent back sees who asks for what until it is submitted again, and the history keeps the words', async () => {
  const decision = {
    approver_id: 'usr_mara',
    roles: ['manager'],
    verdict: 'request_changes',
    comment: 'Nearly',
    remarks: [{ section: 'budget', comment: '4,500 is enough' }],
    revision_hash: '',
    at: '2027-02-03T09:00:00Z',
  };
  const sent = { ...submitted, sequence: 2, from_stage: 'in_review', action: 'request_changes', to_stage: 'draft' };
  const shown = campaign('draft', ['submit'], { note: 'Nearly' });
  await visit(
    '/campaigns/c1',
    answers(shown, {
      [`GET ${WORKFLOW}/transitions`]: () => ({
        items: [submitted, { ...sent, comment: 'Nearly', at: '2027-02-03T09:00:01Z' }],
      }),
      [`GET ${WORKFLOW}/approvals`]: () => ({
        items: [{ round: 1, revision: 2, outcome: 'changes_requested', decisions: [decision] }],
      }),
    }),
  );
  const asked = within(await screen.findByRole('region', { name: /asked for changes$/ }));
  asked.getByText('4,500 is enough');
  asked.getByText(/^Nothing was changed since/);
  const history = within(screen.getByRole('region', { name: 'History' }));
  await history.findByText(/Nearly\s+Budget: 4,500 is enough/);
});

test('the history names everybody who approved, whichever of them was the last, and counts what it shows', async () => {
  const approved = (approver_id: string, at: string, comment = '') => ({
    ...{ approver_id, at, comment, verdict: 'approve', roles: ['director'], remarks: [], revision_hash: '' },
  });
  const moved = (sequence: number, action: string, at: string, actor_id = 'usr_milo') => ({
    ...{ ...submitted, sequence, action, at, actor_id, comment: '' },
  });
  const { person } = await visit(
    '/campaigns/c1',
    answers(campaign('live', ['pause']), {
      [`GET ${WORKFLOW}/transitions`]: () => ({
        items: [
          submitted,
          moved(2, 'approve', '2027-02-03T09:00:01Z', 'usr_mara'),
          ...[4, 5, 6, 7].map((day) => moved(day, day % 2 ? 'resume' : 'pause', `2027-02-0${day}T09:00:00Z`)),
        ],
      }),
      [`GET ${WORKFLOW}/approvals`]: () => ({
        items: [
          {
            round: 2,
            revision: 4,
            outcome: 'pending',
            decisions: [approved('usr_mara', '2027-02-08T09:00:00Z', 'So be it')],
          },
          {
            ...{ round: 1, revision: 2, outcome: 'approved' },
            decisions: [approved('usr_milo', '2027-02-03T08:00:00Z'), approved('usr_mara', '2027-02-03T09:00:00Z')],
          },
        ],
      }),
    }),
  );
  const history = within(await screen.findByRole('region', { name: 'History' }));
  await history.findByText('So be it');
  await person.click(history.getByRole('button', { name: 'Show all 9' }));
  const lines = history.getAllByRole('listitem').map((line) => line.textContent);
  expect(lines).toHaveLength(9);
  expect(
    lines.filter((line) => line?.includes(' approved ')).map((line) => line?.split(/(?<=revision \d)/)[0]),
  ).toEqual(['Mara Lind approved revision 4', 'Mara Lind approved revision 2', 'Milo Serra approved revision 2']);
});
