import { Anchor, Group, Loader, Tabs, Text } from '@mantine/core';
import { IconMail, IconPhone } from '@tabler/icons-react';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { PageHeader } from '@/parts/page/PageHeader';
import { type Contact, nameOfContact } from '@/parts/persons/persons';
import { ErrorState } from '@/parts/states/ErrorState';
import { cityOf } from '@/parts/time/When';
import { dateFormat } from '@/parts/words/formats';
import { About } from './About';
import { Activity } from './Activity';
import { Memberships } from './Memberships';
import { Messages } from './Messages';
import { Privacy } from './Privacy';
import { useContact } from './queries';
import { isTab, TABS, type Tab } from './words';

export default function PersonPage() {
  const { personId } = useParams({ strict: false }) as { personId: string };
  const { tab = 'about' }: { tab?: Tab } = useSearch({ strict: false });
  const navigate = useNavigate();
  const { data: person, error, refetch } = useContact(personId);
  if (error && !person) return <ErrorState error={error} onRetry={refetch} />;
  if (!person) return <Loader type="dots" aria-label="Loading" />;
  const show = (next: string | null) => {
    const search = isTab(next) && next !== 'about' ? { tab: next } : {};
    void navigate({ to: `/people/${personId}`, search, replace: true });
  };
  const above = (
    <Anchor component={Link} to="/people" size="sm">
      People
    </Anchor>
  );
  return (
    <>
      <PageHeader title={nameOfContact(person)} above={above} />
      <Addresses person={person} />
      <Tabs value={tab} onChange={show} keepMounted={false} mt="md">
        <Tabs.List mb="lg">
          {Object.entries(TABS).map(([value, title]) => (
            <Tabs.Tab key={value} value={value}>
              {title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="about">
          <About person={person} />
        </Tabs.Panel>
        <Tabs.Panel value="messages">
          <Messages person={person} />
        </Tabs.Panel>
        <Tabs.Panel value="activity">
          <Activity person={person} />
        </Tabs.Panel>
        <Tabs.Panel value="privacy">
          <Privacy person={person} />
        </Tabs.Panel>
        <Tabs.Panel value="segments">
          <Memberships person={person} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

function Addresses({ person }: { person: Contact }) {
  const { email = [], phone = [] } = person.identities;
  return (
    <Group gap="lg" mt={-12}>
      {email.map((one) => (
        <Address key={one} icon={<IconMail size={16} stroke={1.6} aria-hidden />}>
          {one}
        </Address>
      ))}
      {phone.map((one) => (
        <Address key={one} icon={<IconPhone size={16} stroke={1.6} aria-hidden />}>
          {one}
        </Address>
      ))}
      {person.time_zone && (
        <Text size="sm" c="dimmed">
          {clock(person.time_zone)} in {cityOf(person.time_zone)}
        </Text>
      )}
    </Group>
  );
}

function Address({ icon, children }: { icon: React.ReactNode; children: React.ReactNode }) {
  return (
    <Group gap={6} wrap="nowrap">
      {icon}
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {children}
      </Text>
    </Group>
  );
}

/** What their clock shows now. */
function clock(timeZone: string): string {
  return dateFormat({ timeZone, hour: '2-digit', minute: '2-digit' }).format(new Date());
}
