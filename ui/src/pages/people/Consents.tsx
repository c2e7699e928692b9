import { Badge, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Facts } from '@/parts/page/Facts';
import { Panel } from '@/parts/page/Panel';
import { useNames } from '@/parts/persons/colleagues';
import type { Contact } from '@/parts/persons/persons';
import { sentence } from '@/parts/states/problems';
import { When } from '@/parts/time/When';
import { channelOf } from '@/parts/words/channels';
import classes from './Consents.module.css';
import { CONSENT_STATES, HOWS, PURPOSES, type Said } from './words';

const COLORS = { granted: 'pine', denied: 'red', unknown: 'gray' } as const;

/** Everything they ever agreed to or refused, the newest first, with its proof. */
export function Consents({ said, person }: { said: readonly Said[]; person: Contact }) {
  const nameOf = useNames(said.map(({ recorded_by }) => recorded_by));
  const newestFirst = [...said].sort((one, other) => other.at.localeCompare(one.at));
  return (
    <Panel
      title="Consent"
      lead={
        said.length === 0
          ? 'They were never asked: no marketing reaches them on channels that need their word.'
          : 'Nothing here is ever changed or removed; what was said last holds.'
      }
    >
      <ol className={classes.list}>
        {newestFirst.map((one) => (
          <li key={`${one.at}${one.channel}${one.purpose}${one.state}`} className={classes.one}>
            <div>
              <Group gap="xs" mb={2}>
                <Badge variant="light" color={COLORS[one.state]} tt="none" className={classes.state}>
                  {CONSENT_STATES[one.state]}
                </Badge>
                <Text size="sm" fw={600}>
                  {channelOf(one.channel)}
                </Text>
              </Group>
              <Text size="sm">{PURPOSES[one.purpose] ?? purposeOf(one.purpose)}</Text>
              <Text size="sm" c="dimmed" component="div">
                <When at={one.at} zone={person.time_zone || undefined} />
              </Text>
            </div>
            <Facts
              facts={[
                ['They said so', HOWS[one.how]],
                ['Where', one.source],
                ['What shows it', one.proof],
                ['Text they read', one.text_version],
                ['From', [one.ip, one.user_agent].filter(Boolean).join(', ')],
                ['Put on record by', recorder(one, nameOf)],
                ['Put on record', <When key="recorded" at={one.recorded_at} />],
                ['Proof', one.without_proof ? <Lacking key="lacking" what={one.without_proof} /> : null],
              ]}
            />
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function Lacking({ what }: { what: string }) {
  return (
    <Group gap={6} wrap="nowrap" align="flex-start" component="span">
      <IconAlertTriangle size={16} aria-hidden color="var(--mantine-color-error)" style={{ flex: 'none' }} />
      {sentence(what)}
    </Group>
  );
}

function purposeOf(purpose: string): string {
  return sentence(purpose.replaceAll('_', ' '));
}

function recorder({ recorded_by }: Said, nameOf: (id: string) => string): string {
  if (!recorded_by) return '';
  return recorded_by.startsWith('usr_') ? nameOf(recorded_by) : 'The system';
}
