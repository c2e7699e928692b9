import { expect, test } from 'vitest';
import { itemsOf, tableOf } from './catalogues/file';
import { under } from './preview/dark';
import { givenOf, readerOf } from './preview/sample';
import { rowsOf, runsOf } from './versions/diff';
import { merged } from './write/merge';

test('lines of two versions stand beside each other, with what is alike left out', () => {
  const before = Array.from({ length: 20 }, (_, at) => `line ${at}`);
  const after = before.flatMap((one, at) => (at === 10 ? ['changed', 'added'] : [one]));
  const rows = rowsOf(before.join('\n'), after.join('\n'));
  const changed = rows.filter(({ kind }) => kind !== 'same');
  expect(changed.map(({ kind }) => kind)).toEqual(['changed', 'in']);
  expect(changed[0]).toMatchObject({ before: { line: 11, text: 'line 10' }, after: { line: 11, text: 'changed' } });
  expect(runsOf(rows).map((run) => (typeof run === 'number' ? run : run.length))).toEqual([7, 8, 6]);
});

test('a dark screen shows dark styles where there are some, else colours turned over', () => {
  const own = '<style>@media (prefers-color-scheme: dark) { p { color: white } }</style>';
  expect(under(own, 'dark')).toContain('(min-width: 0px)');
  expect(under(own, 'light')).toContain('(max-width: 0px)');
  expect(under('<p>Hi</p>', 'dark')).toContain('invert');
  expect(under('<p>Hi</p>', 'light')).toBe('<p>Hi</p>');
});

test('somebody is made up of what a message reads, and of nothing else', () => {
  expect(givenOf(['person.id', 'person.store', 'person.store.city', 'items.x.name', 'event.sku'])).toEqual([
    'event.sku',
    'person.store.city',
  ]);
  expect(readerOf({ 'person.store.city': 'Porto', 'event.count': '3', 'variables.price': '12.50' })).toEqual({
    attributes: { store: { city: 'Porto' } },
    event: { count: 3 },
    variables: { price: '12.50' },
  });
});

test('files of spreadsheets become items, and lines without a number are told', () => {
  const table = tableOf('SKU;Unit price;Name\r\nA1;4.20;"Brew; ""cold"""\r\n;1.00;Lost\r\nA2;;Tea\r\n');
  const { items, left } = itemsOf(table, 'SKU');
  expect(items).toEqual([
    { id: 'A1', fields: { unit_price: '4.20', name: 'Brew; "cold"' } },
    { id: 'A2', fields: { name: 'Tea' } },
  ]);
  expect(left).toEqual(['Line 3: it has no number']);
  expect(itemsOf(tableOf('[{"id": 7, "price": 4.2}]'), 'id').items).toEqual([{ id: '7', fields: { price: 4.2 } }]);
  expect(() => tableOf('[oops')).toThrow('cannot be read');
});

test('what two people took out or wrote is all there once it is brought together', () => {
  const before = { wordings: { en: { subject: 'a', text: 'b' }, de: { subject: 'c' }, fr: {} } };
  const mine = { wordings: { en: { subject: 'mine', text: 'b' }, fr: {} } };
  const theirs = {
    required: ['person.city'],
    wordings: { en: { subject: 'a', text: 'theirs' }, de: { subject: 'c' } },
  };
  expect(merged(before, mine, theirs)).toEqual({
    required: ['person.city'],
    wordings: { en: { subject: 'mine', text: 'theirs' } },
  });
});
