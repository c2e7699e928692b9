/** How many, and how long, as part of a sentence. */
import { numberFormat } from './formats';

/** "1,204 people" of 1204, person and people. */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${numberFormat({}).format(count)} ${count === 1 ? one : several}`;
}

/** 2880 as "2 days". */
export function lasting(minutes: number): string {
  for (const [name, length] of [
    ['day', 1_440],
    ['hour', 60],
  ] as const) {
    if (minutes >= length && minutes % length === 0) return counted(minutes / length, name);
  }
  const rest = minutes % 60;
  if (minutes > 60) return `${lasting(minutes - rest)} ${counted(rest, 'minute')}`;
  return counted(minutes, 'minute');
}
