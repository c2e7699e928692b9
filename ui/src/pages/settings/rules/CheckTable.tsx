import { Button, SimpleGrid, Text } from '@mantine/core';
import { Panel } from '@/parts/page/Panel';
import { Health } from '../Health';
import { listed } from '../needs/words';
import classes from './CheckTable.module.css';
import { CHECKS, type Check, checksOf, ENFORCEMENTS, type Enforcement, FAMILIES, standingOf } from './gate';
import type { GateRule } from './queries';

const STANDINGS: Record<Enforcement, 'bad' | 'weak' | 'unknown'> = { block: 'bad', warn: 'weak', off: 'unknown' };

interface Props {
  rules: readonly GateRule[];
  /** Makes a rule about a check; left out, nobody may. */
  onChange?: (check: Check) => void;
}

/** What every check does now, by itself or by a rule. */
export function CheckTable({ rules, onChange }: Props) {
  const counts = { block: 0, warn: 0, off: 0 };
  for (const check of Object.keys(CHECKS) as Check[]) counts[standingOf(check, rules).enforcement] += 1;
  return (
    <Panel
      title="What every check does now"
      lead={`${counts.block} keep a campaign from going live, ${counts.warn} only warn, and ${counts.off} ${counts.off === 1 ? 'is' : 'are'} not asked.`}
    >
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl" verticalSpacing="lg">
        {Object.entries(FAMILIES).map(([family, title]) => (
          <section key={family} aria-label={title}>
            <h3 className={classes.family}>{title}</h3>
            <ul className={classes.checks}>
              {checksOf(family).map((check) => (
                <Line key={check} check={check} rules={rules} onChange={onChange} />
              ))}
            </ul>
          </section>
        ))}
      </SimpleGrid>
    </Panel>
  );
}

function Line({ check, rules, onChange }: { check: Check } & Props) {
  const { enforcement, by, narrower, isFirm } = standingOf(check, rules);
  const { found } = CHECKS[check];
  const notes = [
    ...(isFirm ? ['Always: no rule relaxes it'] : []),
    ...(by ? [`By “${by}”`] : []),
    ...(narrower.length > 0 ? [`Elsewise by ${listed(narrower.map((name) => `“${name}”`))}`] : []),
  ];
  return (
    <li className={classes.check}>
      <span className={classes.found}>
        {found}
        {notes.length > 0 && (
          <Text span size="xs" c="dimmed" display="block">
            {notes.join('. ')}
          </Text>
        )}
      </span>
      <Health standing={STANDINGS[enforcement]}>{ENFORCEMENTS[enforcement].title}</Health>
      {onChange && !isFirm && (
        <Button
          size="compact-xs"
          variant="subtle"
          onClick={() => onChange(check)}
          aria-label={`New rule about: ${found}`}
        >
          Rule…
        </Button>
      )}
    </li>
  );
}
