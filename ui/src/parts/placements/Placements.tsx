import { Button, Checkbox, Group, List, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useState } from 'react';
import { sentence } from '@/parts/states/problems';
import { plain } from '../creative/brand';
import classes from './Placements.module.css';
import type { Check, Verdict } from './queries';

interface Props {
  check: Check;
  /** Placements that are picked for a package; left out, nothing is picked. */
  picked?: readonly string[];
  onPick?: (placements: string[]) => void;
}

const OUTCOMES: Record<Verdict['outcome'], { title: string; icon: typeof IconCircleCheck; color: string }> = {
  passes: { title: 'Takes it', icon: IconCircleCheck, color: 'var(--ce-accent)' },
  unknown: { title: 'Perhaps', icon: IconAlertTriangle, color: 'var(--mantine-color-amber-6)' },
  fails: { title: 'Does not take it', icon: IconCircleX, color: 'var(--mantine-color-error)' },
};
const ORDER: readonly Verdict['outcome'][] = ['passes', 'unknown', 'fails'];
const FIRST_SHOWN = 6;

/** Who takes it, who perhaps, and who does not: with what is wrong, where, and the remedy. */
export function Placements({ check, picked, onPick }: Props) {
  const [isWhole, setWhole] = useState(false);
  const of = (outcome: Verdict['outcome']) => check.placements.filter((one) => one.outcome === outcome);
  const taken = of('passes').length;
  const sorted = ORDER.flatMap(of);
  const shown = isWhole ? sorted : sorted.slice(0, Math.max(FIRST_SHOWN, taken));
  const toggle = (placement: string) =>
    onPick?.(picked?.includes(placement) ? picked.filter((one) => one !== placement) : [...(picked ?? []), placement]);
  if (sorted.length === 0) return <Text size="sm">There is no placement for such files.</Text>;
  return (
    <>
      <Text size="sm" mb="sm">
        {taken === 0
          ? `None of ${sorted.length} placements takes it as it is.`
          : `${taken} of ${sorted.length} placements ${taken === 1 ? 'takes' : 'take'} it as it is.`}
      </Text>
      <ul className={classes.placements} aria-label="Placements">
        {alike(shown, onPick !== undefined).map((verdicts) => {
          const [{ placement, source, outcome, findings }] = verdicts;
          const { title, icon: Mark, color } = OUTCOMES[outcome];
          const names = verdicts.map(({ name }) => name).join('; ');
          return (
            <li key={placement} className={classes.placement}>
              {onPick && (
                <Checkbox
                  aria-label={`Pack it for ${names}`}
                  checked={picked?.includes(placement) ?? false}
                  disabled={outcome === 'fails'}
                  onChange={() => toggle(placement)}
                />
              )}
              <Mark size={18} color={color} aria-hidden className={classes.mark} />
              <div>
                <Text size="sm">
                  <b>{names}</b> <span className={classes.quiet}>· {title}</span>
                </Text>
                {verdicts.length === 1 && (
                  <Text size="xs" c="dimmed">
                    {sentence(source)}
                  </Text>
                )}
                {findings.length > 0 && (
                  <List size="sm" mt={2} withPadding={false}>
                    {findings.map(({ where, message, remedy }) => (
                      <List.Item key={`${where} ${message}`}>
                        {begun(plain(message))}. {plain(remedy)}
                      </List.Item>
                    ))}
                  </List>
                )}
              </div>
            </li>
          );
        })}
      </ul>
      {sorted.length > shown.length && (
        <Group mt="xs">
          <Button variant="subtle" size="compact-sm" onClick={() => setWhole(true)}>
            Show the {sorted.length - shown.length} others
          </Button>
        </Group>
      )}
    </>
  );
}

type Alike = [Verdict, ...Verdict[]];

/** What is said of several placements in the same words is said once, unless each is picked by itself. */
function alike(verdicts: readonly Verdict[], isEach: boolean): Alike[] {
  const groups = new Map<string, Alike>();
  for (const verdict of verdicts) {
    const { placement, outcome, findings } = verdict;
    const words = findings.map(({ message, remedy }) => `${message} ${remedy}`).join(' ');
    const key = isEach || !words ? placement : `${outcome} ${words}`;
    const known = groups.get(key);
    if (known) known.push(verdict);
    else groups.set(key, [verdict]);
  }
  return [...groups.values()];
}

/** An address stays as it is. */
function begun(message: string): string {
  return message.startsWith('http') ? message : sentence(message);
}
