import { Button, Skeleton } from '@mantine/core';
import { IconDownload, IconSpeakerphone } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { isPage } from '@/app/pages';
import { type CourseReport, SPANS, type Span } from '@/parts/courses/courses';
import { csvName, saveCsv } from '@/parts/courses/csv';
import { microsOf } from '@/parts/money/money';
import { Panel } from '@/parts/page/Panel';
import { EmptyState } from '@/parts/states/EmptyState';
import { Trouble } from '@/parts/states/Trouble';
import { DataTable } from '@/parts/table/DataTable';
import { columnsWith, saidOf } from './byCampaign';
import classes from './Campaigns.module.css';
import { type Row, useCampaignRows } from './queries';

interface Props {
  report: CourseReport;
  currency: string;
  span: Span;
}

const GONE = 'A campaign that is gone';

/** Campaign by campaign, whoever spent most first, each beside what it spent before. */
export function Campaigns({ report, currency, span }: Props) {
  const navigate = useNavigate();
  const now = useCampaignRows({ from: report.from_at, to: report.to_at });
  const before = useCampaignRows({ from: report.before_from_at, to: report.before_to_at });
  const rows = useMemo(() => ranked(now.data, currency), [now.data, currency]);
  const earlier = useMemo(() => new Map(before.data?.map((row) => [row.campaign_id, row])), [before.data]);
  const download = (
    <Button
      variant="default"
      size="compact-sm"
      leftSection={<IconDownload size={16} aria-hidden />}
      disabled={rows.length === 0}
      onClick={() => saveCsv(csvName('campaigns', SPANS[span].title, currency), HEADER, fileOf(rows, earlier))}
    >
      CSV
    </Button>
  );
  return (
    <Panel title="Campaign by campaign" aside={download} lead={rows.length > 0 && saidOf(rows, currency)}>
      {now.isPending && <Skeleton height={200} />}
      {now.error && !now.data && <Trouble error={now.error} onRetry={now.refetch} />}
      {now.data && (
        <div className={classes.table}>
          <DataTable
            label="Campaigns and what came of them"
            columns={columnsWith(earlier)}
            rows={rows}
            idOf={({ campaign_id }) => campaign_id}
            nameOf={({ name }) => name ?? GONE}
            onOpen={
              isPage('/campaigns/$campaignId')
                ? ({ campaign_id, name }) =>
                    name && void navigate({ to: `/campaigns/${campaign_id}`, search: { tab: 'results' } } as never)
                : undefined
            }
            empty={
              <EmptyState icon={IconSpeakerphone} title="No campaign was billed in this time">
                Those whose money is in another currency are under that one.
              </EmptyState>
            }
          />
        </div>
      )}
    </Panel>
  );
}

function ranked(rows: readonly Row[] | undefined, currency: string): readonly Row[] {
  const ours = rows?.filter((row) => row.currency === currency) ?? [];
  return ours.sort((one, other) => {
    const [most, less] = [microsOf(other.spend), microsOf(one.spend)];
    return most > less ? 1 : most < less ? -1 : 0;
  });
}

const KEPT = ['spend', 'bids', 'wins', 'billed_impressions', 'clicks', 'conversions', 'conversion_value'] as const;
const RATIOS = ['cpm', 'cpc', 'cpa', 'roas', 'roi_percent'] as const;
const HEADER = ['campaign', 'currency', ...KEPT, ...RATIOS, 'spend_before', 'conversions_before'];

function fileOf(rows: readonly Row[], earlier: ReadonlyMap<string, Row>) {
  return rows.map((row) => {
    const then = earlier.get(row.campaign_id);
    return [
      ...[row.name ?? GONE, row.currency, ...KEPT.map((name) => row[name]), ...RATIOS.map((name) => row[name])],
      ...[then?.spend, then?.conversions],
    ];
  });
}
