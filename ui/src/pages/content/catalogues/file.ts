/** Files of items: CSV as spreadsheets write it, or JSON. */
import { cellsOf, delimiterOf } from '@/parts/files/csv';
import type { NewItem } from './queries';

export interface Table {
  columns: string[];
  rows: Record<string, unknown>[];
}

export const LARGEST_BYTES = 20_000_000;

/** Throws an `Error` that says what is wrong with the file. */
export function tableOf(text: string): Table {
  const said = text.replace(/^\uFEFF/, '').trim();
  if (said === '') throw new Error('The file is empty.');
  return said.startsWith('[') || said.startsWith('{') ? ofJson(said) : ofCsv(said);
}

function ofJson(said: string): Table {
  let read: unknown;
  try {
    read = JSON.parse(said);
  } catch {
    throw new Error('The file begins like JSON, and cannot be read as that.');
  }
  const list = Array.isArray(read) ? read : (read as { items?: unknown }).items;
  if (!Array.isArray(list) || !list.every((one) => one !== null && typeof one === 'object' && !Array.isArray(one))) {
    throw new Error('The file has no list of items.');
  }
  const rows = (list as Record<string, unknown>[]).map((one) =>
    typeof one.fields === 'object' && one.fields !== null ? { id: one.id, ...(one.fields as object) } : one,
  ) as Record<string, unknown>[];
  return { columns: [...new Set(rows.flatMap((row) => Object.keys(row)))], rows };
}

function ofCsv(said: string): Table {
  const lines = cellsOf(said, delimiterOf(said));
  const [columns = [], ...rest] = lines;
  if (columns.length < 2)
    throw new Error('The file has one column: one is the number of an item, others are its fields.');
  const names = columns.map((name) => name.trim());
  const rows = rest
    .filter((line) => line.some((cell) => cell.trim() !== ''))
    .map((line) => Object.fromEntries(names.map((name, at) => [name, line[at] ?? ''])));
  return { columns: names, rows };
}

/** As templates can read it: "Unit price" as `unit_price`. */
export function fieldNameOf(column: string): string {
  const plain = column
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  return (/^[a-z]/.test(plain) ? plain : plain && `f_${plain}`).slice(0, 64);
}

export interface Made {
  items: NewItem[];
  /** Lines that are left out, and why. */
  left: string[];
}

/** Items of a table, where `idColumn` says which is which. */
export function itemsOf({ columns, rows }: Table, idColumn: string): Made {
  const left: string[] = [];
  const items = new Map<string, NewItem>();
  rows.forEach((row, at) => {
    const said = row[idColumn];
    const id = said === null || said === undefined ? '' : String(said).trim();
    if (!/^[^\p{Cc},]{1,100}$/u.test(id)) {
      left.push(
        `Line ${at + 2}: ${id ? `“${id.slice(0, 40)}” has a comma in it, or is too long` : 'it has no number'}`,
      );
      return;
    }
    const named = columns
      .filter((column) => column !== idColumn && fieldNameOf(column) && row[column] !== '' && row[column] !== undefined)
      .map((column) => [fieldNameOf(column), row[column]] as const);
    items.set(id, { id, fields: Object.fromEntries(named) });
  });
  return { items: [...items.values()], left };
}
