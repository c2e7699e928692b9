import { Button, Group, Modal, Select, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconAd2, IconPlus } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { Creative } from '@/api/types';
import { useMay } from '@/app/me';
import { factsOf } from '@/parts/creative/words';
import { Jump } from '@/parts/page/Jump';
import { PageHeader } from '@/parts/page/PageHeader';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import { type Column, DataTable } from '@/parts/table/DataTable';
import { Lead } from '@/parts/table/Lead';
import { useRows } from '@/parts/table/rows';
import { Ago } from '@/parts/time/When';
import { NewCreative } from './NewCreative';
import { useCampaignChoice, useCampaignNames, useCreatives } from './queries';
import { Small } from './Small';

interface Search {
  campaign?: string;
  add?: boolean;
}

/** Everything that campaigns show. */
export default function CreativesPage() {
  const { campaign, add = false }: Search = useSearch({ strict: false });
  const navigate = useNavigate();
  const mayWrite = useMay('creative:write');
  const list = useCreatives(campaign);
  const { data, error, isPending, refetch } = list;
  const { rows: creatives, ...paging } = useRows(list, 'items');
  const nameOf = useCampaignNames([
    ...creatives.map(({ campaign_id }) => campaign_id),
    ...(campaign ? [campaign] : []),
  ]);
  const show = (search: Search) => void navigate({ to: '/creatives', search, replace: true } as never);
  const make = mayWrite && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => show({ campaign, add: true })}>
      New creative
    </Button>
  );
  return (
    <>
      <PageHeader title="Creatives" actions={make}>
        What campaigns show: with what the brand kit, placements and exchanges say of each.
      </PageHeader>
      <Group mb="md" role="search" aria-label="Creatives">
        <Campaign
          chosen={campaign ?? null}
          chosenName={campaign ? nameOf(campaign) : ''}
          onChoose={(id) => show(id ? { campaign: id } : {})}
        />
      </Group>
      {error && !data ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : (
        <DataTable
          label="Creatives"
          columns={columnsWith(nameOf)}
          rows={creatives}
          idOf={({ id }) => id}
          nameOf={({ name }) => name}
          onOpen={({ id }) => void navigate({ to: `/creatives/${id}` })}
          isLoading={isPending}
          {...paging}
          empty={
            campaign ? (
              <EmptyState icon={IconAd2} title="This campaign shows nothing yet" action={make} />
            ) : (
              <EmptyState icon={IconAd2} title="No creatives yet" action={make}>
                A creative is what people see or hear of a campaign. Each is held against the brand, and against what
                exchanges and placements take.
              </EmptyState>
            )
          }
        />
      )}
      <Modal
        opened={add && mayWrite}
        onClose={() => show({ campaign })}
        title="New creative"
        size="xl"
        closeOnClickOutside={false}
      >
        <NewCreative campaignId={campaign} onClose={() => show({ campaign })} />
      </Modal>
    </>
  );
}

interface CampaignProps {
  chosen: string | null;
  chosenName: string;
  onChoose: (id: string | null) => void;
}

function Campaign({ chosen, chosenName, onChoose }: CampaignProps) {
  const [words, setWords] = useState('');
  const [settled] = useDebouncedValue(words, 250);
  const { data: found = [] } = useCampaignChoice(settled === chosenName ? '' : settled);
  const data = found.map(({ id, name }) => ({ value: id, label: name }));
  if (chosen && !found.some(({ id }) => id === chosen)) data.unshift({ value: chosen, label: chosenName });
  return (
    <Select
      aria-label="Campaign"
      placeholder="Any campaign"
      clearable
      searchable
      nothingFoundMessage="None is called that"
      w={280}
      maw="100%"
      data={data}
      value={chosen}
      onChange={onChoose}
      onSearchChange={setWords}
    />
  );
}

function columnsWith(nameOf: (id: string) => string): readonly Column<Creative>[] {
  return [
    {
      key: 'name',
      title: 'Creative',
      width: 'minmax(200px, 2fr)',
      cell: (creative) => (
        <Group gap="sm" wrap="nowrap">
          <Small creative={creative} />
          <Lead note={factsOf(creative)}>
            <Jump to="/creatives/$creativeId" params={{ creativeId: creative.id }} tabIndex={-1}>
              {creative.name}
            </Jump>
          </Lead>
        </Group>
      ),
    },
    {
      key: 'campaign',
      title: 'Campaign',
      width: 'minmax(140px, 1.4fr)',
      isExtra: true,
      cell: ({ campaign_id }) => (
        <Jump to="/campaigns/$campaignId" params={{ campaignId: campaign_id }} tabIndex={-1}>
          {nameOf(campaign_id)}
        </Jump>
      ),
    },
    {
      key: 'leads',
      title: 'Leads to',
      width: 'minmax(140px, 1.2fr)',
      isExtra: true,
      cell: ({ landing_url }) => (
        <Text span truncate size="sm" c="dimmed" display="block">
          {landing_url.replace('https://', '')}
        </Text>
      ),
    },
    {
      key: 'changed',
      title: 'Changed',
      width: 'minmax(110px, 0.6fr)',
      narrow: '104px',
      cell: ({ updated_at }) => (
        <Text span size="sm" c="dimmed">
          <Ago at={updated_at} />
        </Text>
      ),
    },
  ];
}
