import { screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { BrandFinding } from '@/api/types';
import { MARKETER, visit } from '@/testing/page';
import { difference, labOf, within } from './colours';
import type { WholeKit } from './queries';

const WRITER = { ...MARKETER, permissions: [...MARKETER.permissions, 'creative:write' as const] };
const CONTENT = {
  palette: { colours: [{ name: 'Pine', hex: '#246C59' }], tolerance: 3, image_share_outside: 0.2 },
  fonts: [],
  tone: { approved: [], forbidden: [{ term: 'cheap', instead: 'affordable' }], approved_at_least: 0 },
  logo: { least_width_px: 80, least_height_px: 24, clear_space: 0.25, backgrounds: [], background_tolerance: 5 },
};

function kit(changes: Partial<WholeKit> = {}): WholeKit {
  return {
    id: 'brk_1',
    name: 'Aurora',
    live_version: 1,
    has_draft: false,
    revision: 2,
    is_default: true,
    is_archived: false,
    created_by: 'usr_milo',
    created_at: '2027-01-10T00:00:00Z',
    updated_at: '2027-01-10T00:00:00Z',
    content: CONTENT,
    ...changes,
  };
}

const version = {
  version: 1,
  content: CONTENT,
  comment: 'First',
  published_by: 'usr_milo',
  published_at: '2027-01-10T00:00:00Z',
};
const answers = {
  'GET /api/v1/brand/kits': () => ({ items: [kit()], next_cursor: null }),
  'GET /api/v1/brand/kit-in-force': () => ({ kit_id: 'brk_1', version: 1, content: CONTENT }),
  'GET /api/v1/brand/kits/brk_1': () => kit(),
  'GET /api/v1/brand/kits/brk_1/versions': () => [version],
};
const EDIT = 'PATCH /api/v1/brand/kits/brk_1';

test('a list says what creatives are held against now', async () => {
  await visit('/brand', answers);
  await screen.findByText(/held against version 1 of/);
  screen.getByText(/It asks for one colour, one term never used, a logo of at least 80 × 24 px/);
});

test('what is changed is kept by itself, and shown beside what is published', async () => {
  const { person, requests } = await visit(
    '/brand/brk_1',
    { ...answers, [EDIT]: () => kit({ has_draft: true, revision: 3 }) },
    WRITER,
  );
  const instead = await screen.findByRole('textbox', { name: 'What is said instead of cheap' });
  await screen.findByText('It says what version 1 says.');
  await person.clear(instead);
  await person.type(instead, 'fair');
  await screen.findByText('but “fair”');
  await screen.findByText('Everything is saved.');
  expect(requests.filter(({ call }) => call === EDIT).at(-1)?.body).toMatchObject({
    content: { tone: { forbidden: [{ term: 'cheap', instead: 'fair' }] } },
  });
  expect(screen.getByRole('button', { name: 'Publish' }).getAttribute('aria-disabled')).toBeNull();
});

test('what is no whole number is marked, called unsaved, and keeps the kit from being published', async () => {
  const { person, requests } = await visit(
    '/brand/brk_1',
    { ...answers, [EDIT]: () => kit({ has_draft: true }) },
    WRITER,
  );
  const share = await screen.findByRole('textbox', { name: /Other colours in images/ });
  await person.clear(share);
  await person.type(share, '1,5');
  await screen.findByText('All but what is marked is saved.');
  expect(share.getAttribute('aria-invalid')).toBe('true');
  const publish = screen.getByRole('button', { name: 'Publish' });
  expect(publish.getAttribute('aria-description')).toBe('Mend what is marked first');
  expect(requests.filter(({ call }) => call === EDIT)).toEqual([]);
});

test('what a brand kit finds in words is marked where it stands', async () => {
  const finding: BrandFinding = {
    rule: 'tone.forbidden',
    severity: 'error',
    message: "'cheap' is never used",
    why: 'cheap is forbidden',
    remedy: 'Say affordable.',
    times: 1,
    places: [{ part: 'title', selector: '', line: 0, column: 0, offset: 3, length: 5, box: null, excerpt: 'So cheap' }],
  };
  const report = { kit_id: '', kit_version: 0, passes: false, errors: 1, warnings: 0, notes: 0, colours: [] };
  const { person } = await visit('/brand/check', {
    ...answers,
    'POST /api/v1/brand/validations': () => ({ ...report, findings: [finding] }),
  });
  await screen.findByText('“cheap”, but “affordable”');
  await person.type(await screen.findByRole('textbox', { name: 'Title' }), 'So cheap');
  await person.click(screen.getByRole('button', { name: 'Look at it' }));
  await screen.findByText('It is off brand.');
  await waitFor(() => expect(document.querySelector('mark')?.textContent).toBe('1cheap'));
});

test('a tolerance is drawn as far as it reaches', () => {
  // pairs 1 and 25 of Sharma, Wu and Dalal
  expect(difference([50, 2.6772, -79.7751], [50, 0, -82.7485])).toBeCloseTo(2.0425, 3);
  expect(difference([60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387])).toBeCloseTo(1.2644, 3);
  const { light } = within('#246C59', 3);
  expect(difference(labOf('#246C59'), labOf(light))).toBeCloseTo(3, 0);
});
