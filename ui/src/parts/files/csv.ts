/** CSV as spreadsheets write it. */

export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** What the first line has most of. */
export function delimiterOf(text: string): Delimiter {
  const [first = ''] = text.split('\n', 1);
  const counts = DELIMITERS.map((one) => [one, first.split(one).length] as const);
  return counts.sort(([, one], [, other]) => other - one)[0]?.[0] ?? ',';
}

/** RFC 4180: what stands between quotes may hold anything, quotes twice. No more lines than `most`. */
export function cellsOf(text: string, delimiter: string, most = Number.POSITIVE_INFINITY): string[][] {
  const lines: string[][] = [[]];
  let cell = '';
  let isQuoted = false;
  const endCell = () => {
    lines.at(-1)?.push(cell);
    cell = '';
  };
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (isQuoted) {
      if (letter !== '"') cell += letter;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else isQuoted = false;
    } else if (letter === '"' && cell === '') isQuoted = true;
    else if (letter === delimiter) endCell();
    else if (letter === '\n' || letter === '\r') {
      if (letter === '\r' && text[at + 1] === '\n') at += 1;
      endCell();
      if (lines.length >= most) return lines;
      lines.push([]);
    } else cell += letter;
  }
  endCell();
  return lines;
}
