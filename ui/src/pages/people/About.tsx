import { SimpleGrid, Stack, Text } from '@mantine/core';
import { Facts } from '@/parts/page/Facts';
import { Panel } from '@/parts/page/Panel';
import { type Contact, IDENTITIES, type IdentityKind } from '@/parts/persons/persons';
import { sentence } from '@/parts/states/problems';
import { Ago, cityOf, When } from '@/parts/time/When';
import { channelOf } from '@/parts/words/channels';
import { nameFormat } from '@/parts/words/formats';
import { plain, told } from '@/parts/words/values';
import { useHistory } from './queries';

const PLATFORMS = { ios: 'iPhone or iPad', android: 'Android', web: 'Browser' } as const;

export function About({ person }: { person: Contact }) {
  const attributes = Object.entries(person.attributes);
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md" style={{ alignItems: 'start' }}>
      <Panel
        title="What is known"
        lead={attributes.length === 0 && 'Nothing yet beyond what they are known by.'}
        aside={
          <Text size="xs" c="dimmed">
            changed <Ago at={person.updated_at} />
          </Text>
        }
      >
        <Facts facts={attributes.map(([name, value]) => [sentence(plain(name)), told(value)])} />
      </Panel>
      <Stack gap="md">
        <Reach person={person} />
        <Panel title="Known by">
          <Facts
            facts={[
              ...(Object.keys(IDENTITIES) as IdentityKind[]).map(
                (kind) => [IDENTITIES[kind], (person.identities[kind] ?? []).join(', ')] as const,
              ),
              ['Language', languageOf(person.locale)],
              ['Clock', person.time_zone && cityOf(person.time_zone)],
              ['Known since', <When key="since" at={person.created_at} zone={person.time_zone || undefined} />],
            ]}
          />
        </Panel>
        <Devices person={person} />
        <Merged person={person} />
      </Stack>
    </SimpleGrid>
  );
}

/** Whether anything could reach them, and why not where nothing could. */
function Reach({ person }: { person: Contact }) {
  const closed = Object.entries(person.unreachable);
  const preferred = person.preferred_channel;
  return (
    <Panel
      title="Reach"
      lead={
        <>
          {closed.length === 0
            ? 'Nothing keeps messages from them on any channel.'
            : 'Some channels cannot reach them.'}
          {preferred && ` Preferred: ${channelOf(preferred)}.`}
        </>
      }
    >
      <Facts facts={closed.map(([channel, why]) => [channelOf(channel), sentence(why)])} />
    </Panel>
  );
}

function Devices({ person: { devices, time_zone } }: { person: Contact }) {
  if (devices.length === 0) return null;
  return (
    <Panel title="Devices">
      <Facts
        facts={devices.map(({ platform, app, seen_at, is_valid }) => [
          PLATFORMS[platform],
          <span key={app + seen_at}>
            {app && `${app}, `}
            {is_valid ? 'seen ' : 'gone; last seen '}
            <When at={seen_at} zone={time_zone || undefined} />
          </span>,
        ])}
      />
    </Panel>
  );
}

function Merged({ person }: { person: Contact }) {
  const merges = useHistory(person.person_id).data?.merges ?? [];
  if (merges.length === 0) return null;
  return (
    <Panel title="Brought together" lead="Records that turned out to be this person.">
      <Facts
        facts={merges.map(({ at, identity, identities }) => [
          <When key={at} at={at} isDay />,
          identity
            ? `Both were known by ${identity}.`
            : `Somebody known by ${Object.values(identities).flat().join(', ')}.`,
        ])}
      />
    </Panel>
  );
}

function languageOf(locale: string): string {
  if (!locale) return '';
  try {
    return nameFormat({ type: 'language' }).of(locale) ?? locale;
  } catch {
    return locale;
  }
}
