import { Badge, Button, Collapse, Group, Text, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconCircleCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { sentence } from '@/parts/states/problems';
import { counted } from '@/parts/words/counted';
import { languageOf } from '../content';
import type { Checked, Finding } from '../queries';
import { placeOf, SEVERITIES, type Severity } from '../words';
import classes from './Writing.module.css';

interface Props {
  checked: Checked | undefined;
  /** Leads to where a finding is; left out, it is only told. */
  onGo?: (finding: Finding) => void;
  /** Of the message of one person: whether it can be published is another question. */
  isOfOne?: boolean;
}

const ORDER: readonly Severity[] = ['error', 'warning', 'note'];

/** What would be held against it: a sentence first, each finding with its place and its remedy below. */
export function Findings({ checked, onGo, isOfOne = false }: Props) {
  const [isOpen, setOpen] = useState(true);
  if (!checked) return null;
  const findings = [...checked.findings].sort(
    (one, other) => ORDER.indexOf(one.severity) - ORDER.indexOf(other.severity),
  );
  if (findings.length === 0) {
    return (
      <Group gap={6} wrap="nowrap" role="status">
        <IconCircleCheck size={18} color="var(--ce-accent)" aria-hidden />
        <Text size="sm">Nothing is held against it.</Text>
      </Group>
    );
  }
  return (
    <section aria-label="What is held against it">
      <UnstyledButton aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <Group gap={6}>
          <IconChevronDown
            size={16}
            aria-hidden
            style={{ transform: isOpen ? undefined : 'rotate(-90deg)', transition: 'transform 120ms' }}
          />
          <Text size="sm" fw={600} role="status">
            {isOfOne ? `For this person: ${lead(findings)}` : `${lead(findings)}${standing(checked)}`}
          </Text>
        </Group>
      </UnstyledButton>
      <Collapse expanded={isOpen}>
        <ul className={classes.findings}>
          {findings.map((finding, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same may be found twice
            <li key={at} className={classes.finding}>
              <Badge size="sm" variant="light" tt="none" color={SEVERITIES[finding.severity].color}>
                {SEVERITIES[finding.severity].title}
              </Badge>
              <div>
                <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                  {sentence(finding.message)}.
                </Text>
                <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                  {where(finding)}
                  {finding.remedy}
                </Text>
              </div>
              {onGo && (finding.line > 0 || finding.locale) && (
                <Button size="compact-xs" variant="subtle" onClick={() => onGo(finding)}>
                  {finding.line > 0 ? `Line ${finding.line}` : 'Show'}
                </Button>
              )}
            </li>
          ))}
        </ul>
      </Collapse>
    </section>
  );
}

function standing({ can_be_published }: Checked): string {
  return can_be_published ? ' It can be published.' : ' It cannot be published like this.';
}

function lead(findings: readonly Finding[]): string {
  const count = (severity: Severity) => findings.filter((one) => one.severity === severity).length;
  const said = [
    count('error') && counted(count('error'), 'error'),
    count('warning') && counted(count('warning'), 'warning'),
    count('note') && counted(count('note'), 'note'),
  ].filter(Boolean);
  return `${said.join(', ')}.`;
}

function where({ field, locale }: Finding): string {
  const place = [placeOf(field), locale && languageOf(locale)].filter(Boolean).join(', ');
  return place ? `${place}: ` : '';
}
