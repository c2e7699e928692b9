import { Button, SegmentedControl } from '@mantine/core';
import { IconCoins, IconDownload } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { csvName, saveCsv } from '@/parts/courses/csv';
import { ALERTS, toldTo } from '@/parts/money/alerts';
import { PageHeader } from '@/parts/page/PageHeader';
import { useNames } from '@/parts/persons/colleagues';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import { DataTable } from '@/parts/table/DataTable';
import { useRows } from '@/parts/table/rows';
import { SHOWN, type Shown } from './address';
import { columnsWith } from './columns';
import { type Line, useBoard, useWholeBoard } from './queries';
import { Totals } from './Totals';
import { boardSaid, STAGES, standing } from './words';

const NONE: Record<Shown, string> = {
  air: 'Once a campaign is live, its plan and what it has spent are watched here, with those in trouble first.',
  ahead: 'Campaigns that are approved or scheduled are here until they go live.',
  over: 'Campaigns that ended are here, with what they spent of what they might have.',
};

/** Every campaign's money, those that need somebody first. */
export default function BudgetsPage() {
  const { show = 'air' }: { show?: Shown } = useSearch({ strict: false });
  const navigate = useNavigate();
  const list = useBoard(show);
  const { data, error, isPending, refetch } = list;
  const { rows: lines, ...paging } = useRows(list, 'items');
  const nameOf = useNames(lines.flatMap(({ alerts }) => alerts[0]?.told_ids ?? []));
  const whole = useWholeBoard(show);
  const [first] = data?.pages ?? [];
  const download = () => whole.mutate(undefined, { onSuccess: (all) => saveBoard(show, all, nameOf) });
  return (
    <>
      <PageHeader
        title="Budgets"
        actions={
          <Button
            variant="default"
            leftSection={<IconDownload size={18} aria-hidden />}
            loading={whole.isPending}
            disabled={lines.length === 0}
            onClick={download}
          >
            CSV
          </Button>
        }
      >
        {(first && boardSaid(first.campaigns, first.together, first.items[0])) ||
          'What campaigns spend, against what was planned.'}
      </PageHeader>
      <SegmentedControl
        mb="md"
        aria-label="Which campaigns"
        style={{ alignSelf: 'flex-start' }}
        value={show}
        onChange={(next) =>
          void navigate({ to: '/budgets', search: next === 'air' ? {} : { show: next }, replace: true } as never)
        }
        data={Object.entries(SHOWN).map(([value, { title }]) => ({ value, label: title }))}
      />
      {first && <Totals together={first.together} />}
      {error && !data ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : (
        <DataTable
          label="Budgets"
          columns={columnsWith(nameOf)}
          rows={lines}
          idOf={({ campaign_id }) => campaign_id}
          nameOf={({ name }) => name}
          rowHeight={74}
          onOpen={({ campaign_id }) => void navigate({ to: `/budgets/${campaign_id}` })}
          isLoading={isPending}
          {...paging}
          empty={
            <EmptyState icon={IconCoins} title="No campaign stands there">
              {NONE[show]}
            </EmptyState>
          }
        />
      )}
    </>
  );
}

const HEADER = ['campaign', 'advertiser', 'stage', 'standing', 'currency', 'budget', 'spent', 'held by bids'].concat([
  'disputed',
  'spent today',
  'daily budget',
  'planned by now',
  'last alert',
  'raised at',
  'told',
]);

function saveBoard(show: Shown, lines: readonly Line[], nameOf: (id: string) => string): void {
  const rows = lines.map((line) => {
    const { name, advertiser_domain, stage, money, alerts } = line;
    const [last] = alerts;
    return [
      ...[name, advertiser_domain, STAGES[stage], standing(line).said, money.currency, money.budget, money.confirmed],
      ...[money.in_flight, money.disputed, money.today?.confirmed, money.today?.budget, money.pace?.planned],
      ...[last && ALERTS[last.kind], last?.raised_at, last && toldTo(last, nameOf)],
    ];
  });
  saveCsv(csvName('budgets', SHOWN[show].title), HEADER, rows);
}
