import { Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { PageHeader } from '@/parts/page/PageHeader';
import { Exchanges } from './Exchanges';
import { RatesTab } from './RatesTab';
import { type ExchangesTab, TABS } from './tabs';

/** Of the platform's own people: who may ask for bids, and what currencies are worth. */
export default function ExchangesPage() {
  const { about = 'exchanges' }: { about?: ExchangesTab } = useSearch({ strict: false });
  const navigate = useNavigate();
  return (
    <>
      <PageHeader title="Exchanges">{TABS[about].about}</PageHeader>
      <Tabs
        value={about}
        onChange={(tab) => void navigate({ to: '/settings/exchanges', search: { about: tab }, replace: true } as never)}
        keepMounted={false}
      >
        <Tabs.List mb="lg">
          {(Object.keys(TABS) as ExchangesTab[]).map((tab) => (
            <Tabs.Tab key={tab} value={tab}>
              {TABS[tab].title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="exchanges">
          <Exchanges />
        </Tabs.Panel>
        <Tabs.Panel value="rates">
          <RatesTab />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
