import { Button, SegmentedControl, Skeleton } from '@mantine/core';
import { IconDownload, IconMailOff } from '@tabler/icons-react';
import { csvName, saveCsv } from '@/parts/courses/csv';
import { Panel } from '@/parts/page/Panel';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import { DataTable } from '@/parts/table/DataTable';
import { channelOf } from '@/parts/words/channels';
import { useSources } from '@/parts/words/sources';
import { bySource, columnsWith, fileOf, HEADER, saidOf } from './bySource';
import classes from './Campaigns.module.css';
import { useMessageFigures } from './queries';

const EVERY = 'all';

interface Props {
  channel: string | undefined;
  onChannel: (channel: string | undefined) => void;
}

/** What became of messages and what came back, by what sent them. */
export function Messages({ channel, onChannel }: Props) {
  const { data, error, isPending, refetch } = useMessageFigures();
  const all = data ? bySource(data) : [];
  const channels = [...new Set(all.map((one) => one.channel))].sort();
  const shown = channel && channels.includes(channel) ? channel : EVERY;
  const rows = all.filter((one) => shown === EVERY || one.channel === shown);
  const nameOf = useSources(rows.map(({ source }) => source));
  if (isPending) return <Skeleton height={420} radius="lg" role="status" aria-label="Loading" />;
  if (error && !data) return <ErrorState error={error} onRetry={refetch} />;
  if (all.length === 0) {
    return (
      <EmptyState icon={IconMailOff} title="No message has gone out yet">
        Once a journey or a broadcast writes to somebody, what became of it is here: sent, kept back and why, opened,
        clicked, bounced.
      </EmptyState>
    );
  }
  return (
    <Panel
      title="What became of messages"
      lead={saidOf(rows)}
      aside={
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconDownload size={16} aria-hidden />}
          onClick={() => saveCsv(csvName('messages', shown), HEADER, fileOf(rows, nameOf))}
        >
          CSV
        </Button>
      }
    >
      {channels.length > 1 && (
        <SegmentedControl
          mb="md"
          size="xs"
          aria-label="Channel"
          value={shown}
          onChange={(next) => onChannel(next === EVERY ? undefined : next)}
          data={[{ value: EVERY, label: 'All' }, ...channels.map((one) => ({ value: one, label: channelOf(one) }))]}
        />
      )}
      <div className={classes.table}>
        <DataTable
          label="Messages by what sent them"
          columns={columnsWith(nameOf)}
          rows={rows}
          idOf={({ source, channel: by }) => `${source} ${by}`}
          nameOf={({ source, channel: by }) => `${nameOf(source)}, ${channelOf(by)}`}
          empty={null}
        />
      </div>
    </Panel>
  );
}
