import { Button } from '@mantine/core';
import { IconMoodEmpty, IconPlus, IconSpeakerphone } from '@tabler/icons-react';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { Campaign } from '@/api/types';
import { useMay } from '@/app/me';
import { isPage } from '@/app/pages';
import { PageHeader } from '@/parts/page/PageHeader';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import { DataTable } from '@/parts/table/DataTable';
import { useRows } from '@/parts/table/rows';
import { BulkBar } from './BulkBar';
import { columns } from './columns';
import { FilterBar } from './FilterBar';
import { type Filters, isFiltered } from './filters';
import { useCampaigns } from './queries';
import { Views } from './Views';

const NOBODY: ReadonlySet<string> = new Set();

export default function CampaignsPage() {
  const filters: Filters = useSearch({ strict: false });
  const navigate = useNavigate();
  const mayWrite = useMay('campaign:write') && isPage('/campaigns/new');
  const mayOperate = useMay('campaign:operate');
  const [picked, setPicked] = useState(NOBODY);
  const list = useCampaigns(filters);
  const { data, error, isPending, refetch } = list;
  const { rows: campaigns, ...paging } = useRows(list, 'items');
  const show = (search: Filters) => {
    setPicked(NOBODY);
    void navigate({ to: '/campaigns', search, replace: true });
  };
  const open = ({ id }: Campaign) => void navigate({ to: `/campaigns/${id}` });
  const create = mayWrite && (
    <Button component={Link} to="/campaigns/new" leftSection={<IconPlus size={18} aria-hidden />}>
      New campaign
    </Button>
  );
  return (
    <>
      <PageHeader title="Campaigns" actions={create}>
        Everything that is planned, running or over.
      </PageHeader>
      <Views filters={filters} onChange={show} />
      <FilterBar filters={filters} onChange={show} />
      {error && !data ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : (
        <DataTable
          label="Campaigns"
          columns={columns}
          rows={campaigns}
          idOf={({ id }) => id}
          nameOf={({ name }) => name}
          onOpen={isPage('/campaigns/$campaignId') ? open : undefined}
          picked={mayOperate ? picked : undefined}
          onPick={mayOperate ? setPicked : undefined}
          isLoading={isPending}
          {...paging}
          empty={isFiltered(filters) ? <NoMatch onClear={() => show({})} /> : <None create={create} />}
        />
      )}
      <BulkBar picked={picked} onClear={() => setPicked(NOBODY)} />
    </>
  );
}

function NoMatch({ onClear }: { onClear: () => void }) {
  const all = (
    <Button variant="light" onClick={onClear}>
      Show all campaigns
    </Button>
  );
  return (
    <EmptyState icon={IconMoodEmpty} title="No campaign is like that" action={all}>
      Take a filter away, or look for fewer words.
    </EmptyState>
  );
}

function None({ create }: { create: React.ReactNode }) {
  return (
    <EmptyState icon={IconSpeakerphone} title="No campaigns yet" action={create}>
      A campaign goes from a brief through a review to its flight. Each one is listed here, with where it stands and
      why.
    </EmptyState>
  );
}
