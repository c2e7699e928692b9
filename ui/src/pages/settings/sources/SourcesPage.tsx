import { Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { PageHeader } from '@/parts/page/PageHeader';
import { Aside } from './Aside';
import { Attributes } from './Attributes';
import { Doors } from './Doors';
import { Schemas } from './Schemas';
import { type EventsTab, TABS } from './tabs';

/** What comes in of what people do: by which doors, what is expected of it, and what could not be taken in. */
export default function SourcesPage() {
  const { about = 'sources' }: { about?: EventsTab } = useSearch({ strict: false });
  const navigate = useNavigate();
  return (
    <>
      <PageHeader title="Events in">{TABS[about].about}</PageHeader>
      <Tabs
        value={about}
        onChange={(tab) => void navigate({ to: '/settings/events', search: { about: tab }, replace: true } as never)}
        keepMounted={false}
      >
        <Tabs.List mb="lg">
          {(Object.keys(TABS) as EventsTab[]).map((tab) => (
            <Tabs.Tab key={tab} value={tab}>
              {TABS[tab].title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="sources">
          <Doors />
        </Tabs.Panel>
        <Tabs.Panel value="schemas">
          <Schemas />
        </Tabs.Panel>
        <Tabs.Panel value="attributes">
          <Attributes />
        </Tabs.Panel>
        <Tabs.Panel value="aside">
          <Aside />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
