/** Files of people, as far as a browser has to read them: what columns there are, and what stands in them. */
import { cellsOf, type Delimiter, delimiterOf } from '@/parts/files/csv';
import type { Mapping } from './targets';

export const LARGEST_BYTES = 16 * 2 ** 20;
export const MOST_ROWS = 50_000;
const MOST_COLUMNS = 200;
const LONGEST_HEADING = 200;
const LOOKED_AT = 200;
const SAMPLES = 3;
const LOOKED_INTO_BYTES = 65_536;
const [FIRST_SPACE, LAST_SPACE, END_OF_FILE, FIRST_LETTER] = [0x09, 0x0d, 0x1a, 0x20];
const HEAD_CHARACTERS = 1_000_000;

/** What our error files have in front of the columns that were sent. */
export const IN_FRONT: readonly string[] = ['row', 'column', 'message', 'taken'];

export type Encoding = NonNullable<Mapping['encoding']>;

export interface Column {
  heading: string;
  /** Of the first rows, those that say something. */
  values: string[];
  samples: string[];
  /** Why it can only be left out; empty for a column that can be taken in. */
  closed: string;
}

export interface Written {
  encoding: Encoding;
  /** `auto` is as the first line has it. */
  delimiter: 'auto' | Delimiter;
}

export interface Chosen {
  name: string;
  bytes: ArrayBuffer;
}

/** Throws an `Error` that says what is wrong with the file and what to do. */
export async function openFile(file: File): Promise<Chosen> {
  if (file.size === 0) throw new Error('The file is empty. Save it again, then choose it.');
  if (file.size > LARGEST_BYTES)
    throw new Error('The file has more than 16 MiB. Divide it, each part with the heading.');
  const bytes = await file.arrayBuffer();
  const [one, other] = new Uint8Array(bytes);
  if (one === 0x50 && other === 0x4b) {
    throw new Error('This is a workbook, not a CSV file. In your spreadsheet choose Save as, then CSV UTF-8.');
  }
  if (isBinary(bytes)) {
    throw new Error('This is no text: a picture, a program or the like. Choose a CSV file, as spreadsheets save it.');
  }
  return { name: file.name.slice(-LONGEST_HEADING), bytes };
}

/** Text has no control characters but those between lines and cells. */
function isBinary(bytes: ArrayBuffer): boolean {
  const head = new Uint8Array(bytes, 0, Math.min(bytes.byteLength, LOOKED_INTO_BYTES));
  const text = textOf(head.slice().buffer, encodingOf(bytes));
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < FIRST_SPACE || (code > LAST_SPACE && code < FIRST_LETTER && code !== END_OF_FILE)) return true;
  }
  return false;
}

/** In which letters it is written, as far as that can be told. */
export function encodingOf(bytes: ArrayBuffer): Encoding {
  const [one, other] = new Uint8Array(bytes);
  if ((one === 0xff && other === 0xfe) || (one === 0xfe && other === 0xff)) return 'utf-16';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return 'utf-8';
  } catch {
    return 'cp1252';
  }
}

/** Throws an `Error` that says what is wrong with the file and what to do. */
export function columnsOf(bytes: ArrayBuffer, { encoding, delimiter }: Written): Column[] {
  const text = textOf(bytes, encoding).slice(0, HEAD_CHARACTERS);
  const lines = cellsOf(text, delimiter === 'auto' ? delimiterOf(text) : delimiter, LOOKED_AT + 1);
  const [headings = [], ...rows] = lines.map((cells) => cells.map(plain));
  if (headings.every((heading) => heading === '')) throw new Error('The file does not begin with a line of headings.');
  if (headings.length > MOST_COLUMNS) throw new Error(`The file has more than ${MOST_COLUMNS} columns. Take some out.`);
  if (!rows.some((cells) => cells.some(Boolean))) throw new Error('The file has headings, but no rows below them.');
  const isErrorFile = IN_FRONT.every((name, at) => headings[at] === name);
  return headings.map((heading, at) => {
    const values = rows.map((cells) => cells[at] ?? '').filter(Boolean);
    const samples = [...new Set(values)].slice(0, SAMPLES);
    return { heading, values, samples, closed: whyClosed(headings, heading, at, isErrorFile) };
  });
}

export function isErrorFile(columns: readonly Column[]): boolean {
  return IN_FRONT.every((name, at) => columns[at]?.heading === name);
}

function whyClosed(headings: readonly string[], heading: string, at: number, isErrorFile: boolean): string {
  if (isErrorFile && at < IN_FRONT.length) return 'It is ours, from the error file: nothing of it is taken in.';
  if (heading === '') return 'It has no heading, so it cannot be taken in.';
  if (heading.length > LONGEST_HEADING) return 'Its heading is too long, so it cannot be taken in.';
  if (headings.indexOf(heading) < at) return `Another column before it is called “${heading}”; only that one is read.`;
  return '';
}

function textOf(bytes: ArrayBuffer, encoding: Encoding): string {
  const isBigEndian = new Uint8Array(bytes)[0] === 0xfe;
  const name = { 'utf-8': 'utf-8', cp1252: 'windows-1252', 'latin-1': 'iso-8859-1', 'utf-16': '' }[encoding];
  return new TextDecoder(name || (isBigEndian ? 'utf-16be' : 'utf-16le')).decode(bytes);
}

/** Our files keep formulas from being worked out by a ' before them. */
function plain(cell: string): string {
  return cell.trim().replace(/^'(?=[=+\-@\t\r\n])/, '');
}
