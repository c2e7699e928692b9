/** Tables as files that spreadsheets open. */
import { save } from '@/parts/download';

export type CsvCell = string | number | null | undefined;

/** Lines by RFC 4180. What a spreadsheet would take for a formula stays the text that it is. */
export function csvOf(header: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  return [header, ...rows].map((row) => `${row.map(written).join(',')}\r\n`).join('');
}

/** `saveCsv('spend.csv', ['from', 'spend'], rows)` */
export function saveCsv(name: string, header: readonly string[], rows: readonly (readonly CsvCell[])[]): void {
  void save(Promise.resolve(new Blob(['\ufeff', csvOf(header, rows)], { type: 'text/csv;charset=utf-8' })), name);
}

const NUMBER = /^-?\d+(\.\d+)?$/;

function written(cell: CsvCell): string {
  if (cell == null) return '';
  const text = String(cell);
  const tame = /^[=+\-@\t\r]/.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame;
}

/** "Spring sale: 7 days" as "spring-sale-7-days.csv". */
export function csvName(...words: string[]): string {
  const plain = words
    .join(' ')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  return `${plain || 'table'}.csv`;
}
