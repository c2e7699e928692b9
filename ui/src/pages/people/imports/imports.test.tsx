import { screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import type { Me } from '@/api/types';
import { MARKETER, visit } from '@/testing/page';
import type { Import } from './words';

const WRITER: Me = { ...MARKETER, permissions: ['profile:read', 'profile:write'] };
const READER: Me = { ...MARKETER, permissions: ['profile:read'] };
const LIST = 'GET /api/v1/contact-files/imports';
const SEND = 'POST /api/v1/contact-files/imports';
const MAPPINGS = 'GET /api/v1/contact-files/mappings';

const DONE: Import = {
  id: 'imp_1',
  mapping: 'people',
  file_name: 'people.csv',
  state: 'done',
  rows: 3,
  handled: 3,
  taken: 2,
  refused: 1,
  made: 2,
  changed: 0,
  consents: 2,
  consents_without_proof: 2,
  imported_by: 'usr_milo',
  imported_at: '2026-01-01T00:00:00Z',
  repeats: '',
  repeated: null,
  has_errors: true,
  first_errors: [{ row: 3, column: 'E-mail', message: 'is not an e-mail address', taken: false }],
  reasons: [{ column: 'E-mail', message: 'is not an e-mail address', taken: false, rows: 1 }],
};
const answers = {
  [LIST]: () => [DONE],
  [MAPPINGS]: () => [],
  'GET /api/v1/contact-files/imports/imp_1': () => DONE,
  'GET /api/v1/workspace/colleagues': () => ({ items: [{ id: 'usr_milo', name: 'Milo Serra' }] }),
  'GET /api/v1/behaviour/attributes': () => [],
};
const TEXT =
  'E-mail;First name;Born;Newsletter;Unsubscribed;Points\n' +
  'ana@example.com;Ana;17.05.1991;yes;no;1.250,50\nben@example.com;Ben;31.12.1990;no;yes;3\n';

function file(text = TEXT, name = 'spring fair.csv'): File {
  return new File([text], name, { type: 'text/csv' });
}

async function chosen(more = {}, sent = file()) {
  const page = await visit('/people/imports/new', { ...answers, ...more }, WRITER);
  await screen.findByRole('button', { name: 'Choose a CSV file' });
  await page.person.upload(document.querySelector('input[type=file]') as HTMLInputElement, sent);
  return page;
}

const column = (name: string) => screen.getByRole<HTMLSelectElement>('combobox', { name: `What ${name} is` });

test('columns are shown with what stands in them, and guessed by it', async () => {
  await chosen();
  await screen.findByRole('list', { name: 'Columns' });
  screen.getByText('ana@example.com');
  expect(column('E-mail').value).toBe('email');
  expect(column('First name').value).toBe('attribute');
  expect(column('Newsletter').value).toBe('consent');
  expect(column('Unsubscribed').value).toBe(''); // its yes is a no: nothing to be guessed
  expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Attribute that Born becomes' }).value).toBe('birthday');
  expect(screen.getByRole<HTMLSelectElement>('combobox', { name: 'Type of Points' }).value).toBe('number');
  expect(screen.getByRole<HTMLSelectElement>('combobox', { name: 'Dates' }).value).toBe('day_first');
  expect(screen.getByRole<HTMLSelectElement>('combobox', { name: 'Numbers' }).value).toBe('comma');
});

test('a file whose columns are being said is not left without a question', async () => {
  const asks = vi.fn(() => false);
  vi.stubGlobal('confirm', asks);
  const { person, router } = await chosen();
  await screen.findByRole('list', { name: 'Columns' });
  await person.click(within(screen.getByRole('main')).getByRole('link', { name: 'Imports' }));
  expect(asks).toHaveBeenCalledOnce();
  expect(router.state.location.pathname).toBe('/people/imports/new');
});

test('a mistake in a row does not change what its column is taken for', async () => {
  const rows = Array.from({ length: 9 }, (_, at) => `p${at}@example.com,yes,0${at + 1}.02.2027`);
  await chosen({}, file(`Mail,Newsletter,Last visit\n${[...rows, 'nobody,perhaps,soon'].join('\n')}\n`));
  await screen.findByRole('list', { name: 'Columns' });
  expect([column('Mail').value, column('Newsletter').value]).toEqual(['email', 'consent']);
  expect(screen.getByRole<HTMLSelectElement>('combobox', { name: 'Type of Last visit' }).value).toBe('date');
});

test('what is wrong with the choices is said by the name of the column, before anything is sent', async () => {
  const { person, requests } = await chosen();
  await screen.findByRole('list', { name: 'Columns' });
  await person.selectOptions(column('E-mail'), '');
  const name = screen.getByRole('textbox', { name: 'Attribute that First name becomes' });
  await person.clear(name);
  await person.type(name, 'birthday');
  await person.click(screen.getByRole('button', { name: 'See what will happen' }));
  const said = await screen.findByRole('alert');
  within(said).getByText(/No column says who somebody is/);
  within(said).getByText('“First name” and “Born” are the same. Leave one of them out, or change it.');
  expect(requests.filter(({ call }) => !call.startsWith('GET') && call.includes('contact-files'))).toEqual([]);
});

test('a file is imported as its columns were chosen, after what will happen was shown', async () => {
  const { person, requests, router } = await chosen({
    'PUT /api/v1/contact-files/mappings/spring%20fair': () => ({ name: 'spring fair', mapping: {} }),
    [SEND]: ({ query }: { query: URLSearchParams }) =>
      query.get('rehearsal') ? { ...DONE, id: '', made: null, changed: null, repeated: 1, has_errors: true } : DONE,
  });
  await screen.findByRole('list', { name: 'Columns' });
  await person.type(screen.getByRole('textbox', { name: 'Who collected them, and where' }), 'Spring fair');
  await person.click(screen.getByRole('button', { name: 'See what will happen' }));
  await screen.findByText('2 of 3 rows are taken in; 1 is refused.');
  screen.getByText('Is not an e-mail address.');
  screen.getByText(/1 row is about somebody whom a row further up is about/);
  screen.getByText('Can these consents be shown?');
  const kept = requests.find(({ call }) => call.startsWith('PUT'))?.body;
  expect(kept).toMatchObject({
    columns: {
      'E-mail': { to: 'identity', kind: 'email' },
      Born: { to: 'attribute', name: 'birthday', type: 'date' },
      Newsletter: { to: 'consent', channel: 'email', purpose: 'marketing' },
    },
    dates: 'day_first',
    decimal_comma: true,
    proof: 'Spring fair',
  });
  expect(kept).not.toHaveProperty('columns.Unsubscribed');
  await person.click(screen.getByRole('button', { name: 'Import 2 rows' }));
  await waitFor(() => expect(router.state.location.pathname).toBe('/people/imports/imp_1'));
  const sent = requests.filter(({ call }) => call === SEND).map(({ query }) => query);
  expect(sent.map((query) => [query.get('mapping'), query.get('file_name'), query.get('rehearsal')])).toEqual([
    ['spring fair', 'spring fair.csv', 'true'],
    ['spring fair', 'spring fair.csv', null],
  ]);
});

test('choices that were kept for a file with the same columns are begun with, and our own columns are left out', async () => {
  const mapping = {
    columns: { 'E-mail': { to: 'identity', kind: 'email' }, Town: { to: 'attribute', name: 'city', type: 'text' } },
  };
  const text = 'row,column,message,taken,E-mail,Town,Rest\n3,E-mail,is not an e-mail address,no,a@x.example,Lima,x\n';
  await chosen({ [MAPPINGS]: () => [{ name: 'crm', mapping }] }, file(text, 'people-errors.csv'));
  await screen.findByText('This is an error file');
  expect(screen.queryByRole('combobox', { name: 'What message is' })).toBeNull();
  expect(column('Town').value).toBe('attribute');
  expect(column('Rest').value).toBe('');
  expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Keep these choices as' }).value).toBe('crm');
});

test('a workbook is told apart from a CSV file, with what to do', async () => {
  await chosen({}, file('PK\u0003\u0004', 'people.csv'));
  await screen.findByText(/This is a workbook, not a CSV file/);
});

test('a file that is no text is refused before its columns are shown', async () => {
  await chosen({}, file('\u0089PNG\r\n\u001a\n\0\0\0\rIHDR;x\n1;2\n', 'people.csv'));
  await screen.findByText(/This is no text/);
  expect(screen.queryByRole('list', { name: 'Columns' })).toBeNull();
});

test('what became of a file is told, and why rows were refused', async () => {
  await visit('/people/imports/imp_1', answers, WRITER);
  await screen.findByText('2 of 3 rows were taken in.');
  screen.getByText('New people');
  const row = screen.getByRole('row', { name: /E-mail/ });
  within(row).getByText('Is not an e-mail address.');
  within(row).getByText('number 3');
  screen.getByRole('button', { name: 'Download the error file' });
  screen.getByRole('link', { name: 'Import the corrected file' });
});

test('an import that is under way says how far it is, and one that stopped what to do', async () => {
  const begun = { ...DONE, has_errors: false, reasons: [], first_errors: [], rows: 48_000, handled: 12_000 };
  const { router } = await visit(
    '/people/imports/imp_1',
    {
      ...answers,
      'GET /api/v1/contact-files/imports/imp_1': () => ({ ...begun, state: 'running' }),
      'GET /api/v1/contact-files/imports/imp_2': () => ({ ...begun, state: 'stopped' }),
    },
    WRITER,
  );
  await screen.findByText('12,000 of 48,000 rows were looked at.');
  expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('25');
  await router.navigate({ to: '/people/imports/imp_2' });
  await screen.findByText('It stopped after 12,000 of 48,000 rows');
  screen.getByRole('link', { name: 'Import the file again' });
});

test('whoever may not import sees what was imported, and why they may not', async () => {
  const { router } = await visit('/people/imports', answers, READER);
  await screen.findByRole('row', { name: 'people.csv' });
  screen.getByText(/you need a role that may change people/);
  expect(screen.queryByRole('link', { name: 'Import people' })).toBeNull();
  await router.navigate({ to: '/people/imports/new' });
  await screen.findByText('Import people is not open to you');
});
