/** Where the bars of one week stand: each on the first line that is free for as long as it lasts. */
import { between, type Day } from './days';
import { byBeginning, type Entry, isWithin } from './entries';

export interface Bar {
  entry: Entry;
  /** 0 is Monday. */
  column: number;
  span: number;
  line: number;
  /** It began before this week, or goes on after it. */
  isBefore: boolean;
  isAfter: boolean;
}

export function barsOf(entries: readonly Entry[], monday: Day, sunday: Day): Bar[] {
  const lines: boolean[][] = []; // by line: which of its seven columns are taken
  return entries
    .filter((entry) => isWithin(entry, monday, sunday))
    .sort((one, other) => passing(one, monday, sunday) - passing(other, monday, sunday) || byBeginning(one, other))
    .map((entry) => {
      const column = entry.first === null || entry.first < monday ? 0 : between(monday, entry.first);
      const end = entry.last === null || entry.last > sunday ? 6 : between(monday, entry.last);
      const free = lines.findIndex((taken) => !taken.slice(column, end + 1).includes(true));
      const line = free === -1 ? lines.length : free;
      lines[line] = (lines[line] ?? Array<boolean>(7).fill(false)).fill(true, column, end + 1);
      return {
        entry,
        column,
        span: Math.max(1, end - column + 1),
        line,
        isBefore: entry.first === null || entry.first < monday,
        isAfter: entry.last === null || entry.last > sunday,
      };
    });
}

/** What begins or ends in the week comes before what merely goes on through it. */
function passing({ first, last }: Entry, monday: Day, sunday: Day): number {
  return (first === null || first < monday) && (last === null || last > sunday) ? 1 : 0;
}

/** How many bars of each day of the week are on lines beyond those that are drawn. */
export function hiddenOf(bars: readonly Bar[], lines: number): number[] {
  return Array.from(
    { length: 7 },
    (_, day) => bars.filter(({ line, column, span }) => line >= lines && column <= day && day < column + span).length,
  );
}
