import { Text } from '@mantine/core';
import { IconPackageExport } from '@tabler/icons-react';
import { Jump } from '@/parts/page/Jump';
import { PageHeader } from '@/parts/page/PageHeader';
import { useNames } from '@/parts/persons/colleagues';
import { type Export, useExports, usePlacementNames } from '@/parts/placements/queries';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import { type Column, DataTable } from '@/parts/table/DataTable';
import { Lead } from '@/parts/table/Lead';
import { useRows } from '@/parts/table/rows';
import { Ago, When } from '@/parts/time/When';
import { Fetch, fetched } from './Package';
import { useCreativeNames } from './queries';

/** What left the house: for which placements, in whose name, and who fetched it. */
export default function ExportsPage() {
  const list = useExports();
  const { data, error, isPending, refetch } = list;
  const { rows: exports, ...paging } = useRows(list, 'items');
  const placementName = usePlacementNames();
  const nameOf = useNames(exports.flatMap(({ exported_by, fetched_by }) => [exported_by, fetched_by].filter(Boolean)));
  const creativeName = useCreativeNames(exports.flatMap(({ creative_id }) => creative_id ?? []));
  const subject = ({ creative_id, assets }: Export) =>
    creative_id ? creativeName(creative_id) : assets.length === 1 ? 'One asset' : `${assets.length} assets`;
  const columns: readonly Column<Export>[] = [
    {
      key: 'what',
      title: 'Package',
      width: 'minmax(200px, 2fr)',
      cell: (one) => (
        <Lead note={one.placements.map(({ placement }) => placementName(placement)).join('; ')}>
          {one.creative_id ? (
            <Jump to="/creatives/$creativeId" params={{ creativeId: one.creative_id }}>
              {subject(one)}
            </Jump>
          ) : (
            subject(one)
          )}
        </Lead>
      ),
    },
    {
      key: 'by',
      title: 'Packed',
      width: 'minmax(150px, 1fr)',
      isExtra: true,
      cell: ({ exported_by, exported_at }) => <Lead note={<When at={exported_at} />}>{nameOf(exported_by)}</Lead>,
    },
    {
      key: 'fetched',
      title: 'Fetched',
      width: 'minmax(150px, 1fr)',
      isExtra: true,
      cell: ({ fetches, fetched_by, fetched_at }) => (
        <Text span size="sm">
          {fetches === 0 ? 'Never' : `${nameOf(fetched_by)}, `}
          {fetched_at && <Ago at={fetched_at} />}
          {fetches > 1 && `; ${fetched(fetches)}`}
        </Text>
      ),
    },
    {
      key: 'have',
      title: 'Have it',
      width: '210px',
      narrow: '196px',
      cell: (one) => <Fetch export_={one} />,
    },
  ];
  return (
    <>
      <PageHeader title="Exports">
        Packages for publishers and exchanges: what left the house, for whom, and who fetched it.
      </PageHeader>
      {error && !data ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : (
        <DataTable
          label="Exports"
          columns={columns}
          rows={exports}
          idOf={({ id }) => id}
          nameOf={subject}
          isLoading={isPending}
          {...paging}
          empty={
            <EmptyState icon={IconPackageExport} title="Nothing was packed yet">
              A creative’s page says which placements take it, and packs it for them: the files, and a manifest of what
              they are and who approved them.
            </EmptyState>
          }
        />
      )}
    </>
  );
}
