import { Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMay } from '@/app/me';
import { PageHeader } from '@/parts/page/PageHeader';
import { ApprovalRules } from './ApprovalRules';
import { Delivery } from './Delivery';
import { GateRules } from './GateRules';
import { RULES, type RulesTab } from './tabs';

/** What holds for every campaign and every message of the tenant. */
export default function RulesPage() {
  const { about = 'approval' }: { about?: RulesTab } = useSearch({ strict: false });
  const navigate = useNavigate();
  const mayReadDelivery = useMay('journey:read');
  const mayReadCampaigns = useMay('campaign:read');
  const shown = (Object.keys(RULES) as RulesTab[]).filter((tab) =>
    tab === 'delivery' ? mayReadDelivery : mayReadCampaigns,
  );
  const current = shown.includes(about) ? about : (shown[0] ?? 'approval');
  return (
    <>
      <PageHeader title="Rules">{RULES[current].about}</PageHeader>
      <Tabs
        value={current}
        onChange={(tab) => void navigate({ to: '/settings/rules', search: { about: tab }, replace: true } as never)}
        keepMounted={false}
      >
        <Tabs.List mb="lg">
          {shown.map((tab) => (
            <Tabs.Tab key={tab} value={tab}>
              {RULES[tab].title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="approval">
          <ApprovalRules />
        </Tabs.Panel>
        <Tabs.Panel value="gate">
          <GateRules />
        </Tabs.Panel>
        <Tabs.Panel value="delivery">
          <Delivery />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
