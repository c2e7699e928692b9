import { Text } from '@mantine/core';
import { IconLock, IconReceipt } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Budget, Campaign } from '@/api/types';
import { useMay } from '@/app/me';
import { microsOf } from '@/parts/money/money';
import { Panel } from '@/parts/page/Panel';
import { EmptyState } from '@/parts/states/EmptyState';
import { Trouble } from '@/parts/states/Trouble';
import { type Column, DataTable } from '@/parts/table/DataTable';
import { Lead } from '@/parts/table/Lead';
import { useRows } from '@/parts/table/rows';
import { When } from '@/parts/time/When';
import { Money } from '@/parts/words/figures';
import { type Entry, useLedger } from '../queries';
import { Toned } from '../Toned';
import { VERDICTS } from '../words';
import { EntryDialogue } from './EntryDialogue';
import classes from './Ledger.module.css';

const NANOS = 9;

/** Every bill, the newest first, with what was entered against it. */
export function Ledger({ campaign, money }: { campaign: Campaign; money: Budget | undefined }) {
  const mayRead = useMay('billing:read');
  const { entry: sequence }: { entry?: number } = useSearch({ strict: false });
  const navigate = useNavigate();
  const list = useLedger(campaign.id, mayRead);
  const { data, error, isPending, refetch } = list;
  const { rows: entries, ...paging } = useRows(list, 'items');
  const look = (entry?: number) =>
    void navigate({ to: `/budgets/${campaign.id}`, search: entry ? { entry } : {}, replace: true } as never);
  if (!mayRead) {
    return (
      <Panel title="Ledger">
        <EmptyState icon={IconLock} title="Bills are not open to you">
          Your roles do not let you see invoices. An administrator of your tenant can give you one that does.
        </EmptyState>
      </Panel>
    );
  }
  return (
    <Panel title="Ledger" lead={money && <Said money={money} />}>
      {error && !data ? (
        <Trouble error={error} onRetry={refetch} />
      ) : (
        <div className={classes.table}>
          <DataTable
            label="Ledger"
            columns={columnsIn(campaign)}
            rows={entries}
            idOf={({ sequence: number }) => String(number)}
            nameOf={(entry) => `Bill ${entry.sequence}, ${VERDICTS[entry.verdict].title}`}
            onOpen={(entry) => look(entry.sequence)}
            isLoading={isPending}
            {...paging}
            empty={
              <EmptyState icon={IconReceipt} title="Nothing was billed yet">
                Each impression that an exchange bills is an entry here, with what became of it.
              </EmptyState>
            }
          />
        </div>
      )}
      {sequence !== undefined && <EntryDialogue campaign={campaign} sequence={sequence} onClose={() => look()} />}
    </Panel>
  );
}

function Said({ money: { confirmed, disputed, currency } }: { money: Budget }) {
  const isDisputed = microsOf(disputed) > 0n;
  return (
    <>
      <Money amount={confirmed} currency={currency} /> counts as spent.{' '}
      {isDisputed && (
        <>
          <Money amount={disputed} currency={currency} /> more was billed and is disputed.{' '}
        </>
      )}
      An entry is never changed: what is put right is entered against it.
    </>
  );
}

function columnsIn({ time_zone }: Campaign): readonly Column<Entry>[] {
  return [
    {
      key: 'when',
      title: 'Received',
      width: 'minmax(170px, 1fr)',
      narrow: 'minmax(0, 1fr)',
      cell: ({ received_at }) => <When at={received_at} zone={time_zone} />,
    },
    {
      key: 'verdict',
      title: 'What became of it',
      width: 'minmax(180px, 1.4fr)',
      isExtra: true,
      cell: ({ verdict, exchange_id }) => (
        <Lead note={`From ${exchange_id}`}>
          <Toned tone={VERDICTS[verdict].tone}>{VERDICTS[verdict].title}</Toned>
        </Lead>
      ),
    },
    {
      key: 'price',
      title: 'Billed',
      width: 'minmax(120px, 0.8fr)',
      isNumber: true,
      isExtra: true,
      cell: ({ price, currency }) => <Money amount={price} currency={currency} decimals={NANOS} />,
    },
    {
      key: 'counts',
      title: 'Counts',
      width: 'minmax(140px, 0.9fr)',
      narrow: '150px',
      isNumber: true,
      cell: ({ counts, currency, corrections }) => (
        <>
          <Money amount={counts} currency={currency} decimals={NANOS} />
          {corrections.length > 0 && (
            <Text span size="xs" c="dimmed" display="block">
              {corrections.length === 1 ? 'put right once' : `put right ${corrections.length} times`}
            </Text>
          )}
        </>
      ),
    },
  ];
}
