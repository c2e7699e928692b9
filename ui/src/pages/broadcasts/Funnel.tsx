import { Alert, Text } from '@mantine/core';
import { useMemo } from 'react';
import { sentence } from '@/parts/states/problems';
import type { Definition } from './definition';
import classes from './Funnel.module.css';
import type { Previewed } from './queries';
import { heldTitle, number, people } from './words';

interface Row {
  name: string;
  value: number;
  margin: number;
  /** Where its bar begins: what is left beside it was taken away before. */
  from: number;
  color: string;
  isStrong?: boolean;
}

const HELD = 'var(--mantine-color-amber-5)';
const PUT_OFF = 'var(--mantine-color-blue-4)';

/** From everybody who is meant to who would get it now, with what each gate takes away. */
export function Funnel({ preview }: { preview: Previewed }) {
  const rows = useMemo(() => rowsOf(preview), [preview]);
  const all = Math.max(1, preview.audience.people);
  return (
    <ul className={classes.rows} aria-label="Who would get it">
      {rows.map(({ name, value, margin, from, color, isStrong }) => (
        <li key={name} className={classes.row} data-strong={isStrong || undefined}>
          <span>{name}</span>
          <span>
            {margin > 0 && value > 0 && 'about '}
            {number(value)}
            {margin > 0 && (
              <Text span size="xs" c="dimmed" fw={400}>
                {' '}
                ± {number(margin)}
              </Text>
            )}
          </span>
          <div className={classes.track} aria-hidden>
            <div style={{ left: percent(from, all), width: percent(value, all), background: color }} />
          </div>
        </li>
      ))}
    </ul>
  );
}

function percent(value: number, all: number): string {
  return `${Math.min(100, (100 * value) / all)}%`;
}

function rowsOf({ audience, go, refused, deferred }: Previewed): Row[] {
  let left = audience.people;
  const taken = (from: Previewed['refused'], color: string) =>
    Object.entries(from)
      .sort(([, one], [, other]) => other.people - one.people)
      .map(([gate, { people: value, margin }]) => {
        left = Math.max(0, left - value);
        return { name: heldTitle(gate), value, margin, from: left, color };
      });
  const accent = 'var(--ce-accent)';
  return [
    { name: 'Meant', value: audience.people, margin: audience.margin, from: 0, color: accent, isStrong: true },
    ...taken(refused, HELD),
    ...taken(deferred, PUT_OFF),
    { name: 'Get it at once', value: go.people, margin: go.margin, from: 0, color: accent, isStrong: true },
  ];
}

/** The same in a sentence. */
export function funnelWords({ audience, go, deferred, looked_at }: Previewed): string {
  if (audience.people === 0) return 'It means nobody: as it stands, nothing would go out.';
  const later = Object.values(deferred).reduce((sum, one) => sum + one.people, 0);
  const about = audience.margin > 0 || go.margin > 0 ? 'about ' : '';
  const counted = looked_at < audience.people ? ` Estimated on ${people(looked_at)} drawn by chance.` : '';
  const after = later > 0 ? `, and ${about}${number(later)} more later` : '';
  return `Of ${about}${people(audience.people)} it means, ${about}${number(go.people)} would get it at once if it began now${after}.${counted}`;
}

/** What keeps it from being sent: which message, why, and what to do. */
export function Faults({ preview, definition }: { preview: Previewed; definition: Pick<Definition, 'variants'> }) {
  if (preview.faults.length === 0) return null;
  return (
    <Alert color="red" variant="light" title="It cannot be sent like this" mb="md">
      <ul className={classes.faults} style={{ marginBottom: 0 }}>
        {preview.faults.map(({ field, rule, remedy }) => (
          <li key={field + rule}>
            {whereOf(field, definition)}
            {sentence(rule)}. {remedy}
          </li>
        ))}
      </ul>
    </Alert>
  );
}

function whereOf(field: string, { variants }: Pick<Definition, 'variants'>): string {
  const [part, at] = field.split('.');
  if (part !== 'variants' || variants.length < 2) return '';
  return `Variant ${variants[Number(at)]?.name ?? ''}: `;
}
