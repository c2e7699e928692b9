import { screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { MARKETER, visit } from '@/testing/page';
import { guesses } from './kinds';
import type { Asset } from './words';

const LIST = 'GET /api/v1/brand/assets';
const WRITER = {
  ...MARKETER,
  permissions: [...MARKETER.permissions, 'creative:write' as const],
};

function asset(changes: Partial<Asset> = {}): Asset {
  return {
    id: 'ast_1',
    name: 'Spring hero',
    type: 'image',
    description: '',
    folder_id: '',
    tags: ['spring'],
    rights: { holder: 'Studio Ana', licence: '', usable_from: null, usable_until: null, state: 'unlimited' },
    status: 'pending_review',
    status_note: '',
    allowed: ['approve', 'reject', 'archive'],
    version: 2,
    approved_version: 1,
    file: {
      sha256: 'a'.repeat(64),
      media_type: 'image/png',
      size_bytes: 310_000,
      width: 1_200,
      height: 628,
      frames: 1,
      duration_ms: null,
      video_codec: '',
      audio_codec: '',
      removed: [],
      has_thumbnail: false,
      uploaded_at: '2027-01-10T00:00:00Z',
    },
    created_by: 'usr_milo',
    created_at: '2027-01-10T00:00:00Z',
    updated_at: '2027-01-10T00:00:00Z',
    ...changes,
  };
}

const answers = {
  [LIST]: () => ({ items: [asset()], next_cursor: null }),
  'GET /api/v1/brand/assets/folders': () => [
    { id: 'fld_1', name: 'Logos', parent_id: '', path: 'Logos', created_at: '2027-01-01T00:00:00Z' },
    { id: 'fld_2', name: 'Old', parent_id: 'fld_1', path: 'Logos/Old', created_at: '2027-01-01T00:00:00Z' },
  ],
  'GET /api/v1/brand/assets/tags': () => [{ tag: 'spring', assets: 3 }],
  'GET /api/v1/brand/assets/ast_1': () => asset(),
  'GET /api/v1/brand/assets/ast_1/versions': () => [],
  'GET /api/v1/brand/assets/ast_1/uses': () => ({ noted: [], creative_ids: [] }),
};

/** Answers an upload as the API would. */
function sends(status: number, answer: unknown) {
  class Sent {
    upload: { onload?: () => void } = {};
    status = status;
    responseText = JSON.stringify(answer);
    onload = () => {};
    open() {}
    setRequestHeader() {}
    getResponseHeader = () => null;
    abort() {}
    send() {
      this.upload.onload?.();
      this.onload();
    }
  }
  vi.stubGlobal('XMLHttpRequest', Sent);
}

test('a folder is gone into with all that lies below it, and stays in the address', async () => {
  const { person, requests, router } = await visit('/assets', answers);
  const card = await screen.findByRole('link', { name: /Spring hero/ });
  within(card).getByText('PNG · 1200 × 628');
  await person.click((await screen.findAllByRole('button', { name: 'Logos' }))[0] as HTMLElement);
  await waitFor(() => expect(router.state.location.search).toEqual({ folder: 'fld_1' }));
  await waitFor(() => {
    const asked = requests.filter(({ call }) => call === LIST).at(-1);
    expect([asked?.query.get('folder_id'), asked?.query.get('with_subfolders')]).toEqual(['fld_1', 'true']);
  });
});

test('a file that is brought joins the folder one looks at, as what its name says it is', async () => {
  sends(201, asset().file);
  const made = 'POST /api/v1/brand/assets';
  const { person, requests } = await visit(
    '/assets?folder=fld_1',
    { ...answers, [made]: () => asset({ name: 'aurora logo', type: 'logo' }) },
    WRITER,
  );
  await screen.findByRole('link', { name: /Spring hero/ });
  const input = document.querySelector<HTMLInputElement>('input[type=file]') as HTMLInputElement;
  await person.upload(input, new File(['x'], 'aurora-logo.png', { type: 'image/png' }));
  await screen.findByText('One file joined the library');
  const [asked] = requests.filter(({ call }) => call === made);
  expect(asked?.body).toMatchObject({ name: 'aurora logo', type: 'logo', folder_id: 'fld_1' });
});

test('a file that is refused says why and what to do', async () => {
  const message = 'the file is no PNG, though it says so';
  sends(422, { error: { code: 'invalid', field: 'file', message, remedy: 'Export it again.' } });
  const { person } = await visit('/assets', answers, WRITER);
  await screen.findByRole('link', { name: /Spring hero/ });
  const input = document.querySelector<HTMLInputElement>('input[type=file]') as HTMLInputElement;
  await person.upload(input, new File(['x'], 'broken.png', { type: 'image/png' }));
  await screen.findByText(/The file is no PNG, though it says so\. Export it again\./);
});

test('an asset says what of it may be used, and is approved where it is looked at', async () => {
  const approved = asset({ status: 'active', approved_version: 2, allowed: ['request_review', 'archive'] });
  const act = 'POST /api/v1/brand/assets/ast_1/actions/approve';
  let isDone = false;
  const { person } = await visit('/assets/ast_1', {
    ...answers,
    'GET /api/v1/brand/assets/ast_1': () => (isDone ? approved : asset()),
    [act]: () => {
      isDone = true;
      return approved;
    },
  });
  await screen.findByText(/Version 2 waits for its review; version 1 may be used meanwhile/);
  await person.click(screen.getByRole('button', { name: 'Approve' }));
  await person.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Approve' }));
  await screen.findByText(/It may be used\. Brought by/);
});

test('what was written stays when somebody else changes the same, and one says whose holds', async () => {
  let now = asset();
  const edit = 'PATCH /api/v1/brand/assets/ast_1';
  const { person, requests } = await visit(
    '/assets/ast_1',
    {
      ...answers,
      'GET /api/v1/brand/assets/ast_1': () => now,
      [edit]: () => {
        now = asset({ name: 'Theirs', description: 'Ours' });
        throw new Error('somebody was faster');
      },
    },
    WRITER,
  );
  const name = await screen.findByRole<HTMLInputElement>('textbox', { name: /Name/ });
  await person.clear(name);
  await person.type(name, 'Summer hero');
  await person.click(screen.getByRole('button', { name: 'Save' }));
  await screen.findByText('Somebody else has changed the same');
  expect(name.value).toBe('Summer hero');
  expect(screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Description' }).value).toBe('Ours');
  await person.click(screen.getByRole('button', { name: 'Keep mine: Name' }));
  await person.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(requests.filter(({ call }) => call === edit)).toHaveLength(2));
  expect(requests.filter(({ call }) => call === edit).at(-1)?.body).toEqual({ name: 'Summer hero' });
});

test('a name says what an image is for, and a type what a file may be', () => {
  expect(guesses('aurora-logo@2x.png', 'image/png')[0]).toBe('logo');
  expect(guesses('catalogo.png', 'image/png')[0]).toBe('image');
  expect(guesses('colours.json', 'application/json')).toEqual(['color_palette', 'animation']);
});
