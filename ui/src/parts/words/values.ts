/** Values of attributes and events, as people read them: no JSON. */
import { dateFormat, numberFormat } from './formats';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;
const MOST_NAMED = 6;

export function told(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–';
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value === 'number') return numberFormat({ maximumFractionDigits: 6 }).format(value);
  if (typeof value === 'string') return date(value) ?? value;
  if (Array.isArray(value)) {
    const named = value.slice(0, MOST_NAMED).map(told).join(', ');
    return value.length > MOST_NAMED ? `${named} and ${value.length - MOST_NAMED} more` : named || 'None';
  }
  return Object.entries(value)
    .map(
      ([name, one]) =>
        `${plain(name)}: ${one !== null && typeof one === 'object' && !Array.isArray(one) ? `(${told(one)})` : told(one)}`,
    )
    .join(', ');
}

function date(value: string): string | null {
  const isDay = DAY.test(value);
  if (!isDay && !INSTANT.test(value)) return null;
  const at = new Date(value);
  if (Number.isNaN(at.getTime())) return null;
  const hours = isDay ? {} : { timeStyle: 'short' as const };
  return dateFormat({
    dateStyle: 'medium',
    ...hours,
    timeZone: isDay ? 'UTC' : undefined,
  }).format(at);
}

/** "favourite_store.city" as "favourite store, city". */
export function plain(name: string): string {
  return name.replaceAll('.', ', ').replaceAll('_', ' ');
}
