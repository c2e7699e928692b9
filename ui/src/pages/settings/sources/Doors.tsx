import { Stack, Switch, Text } from '@mantine/core';
import { useMay } from '@/app/me';
import { ErrorState } from '@/parts/states/ErrorState';
import { showDone } from '@/parts/states/problems';
import { Health } from '../Health';
import { Lines, LinesLoading } from '../Lines';
import { listed } from '../needs/words';
import { Refused } from '../Refused';
import { type Door, useSetSource, useSources } from './queries';
import { SOURCES } from './words';

/** The seven doors, each open or closed. */
export function Doors() {
  const mayWrite = useMay('profile:write');
  const { data, error, refetch } = useSources();
  const set = useSetSource();
  if (error && !data) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <LinesLoading count={7} />;
  const closed = data.filter(({ enabled }) => !enabled).map(({ source }) => SOURCES[source].title);
  const turn = ({ source, enabled }: Door) =>
    set.mutate(
      { source, enabled },
      {
        onSuccess: () =>
          showDone(enabled ? `${SOURCES[source].title} come in again.` : `${SOURCES[source].title} are refused now.`),
      },
    );
  return (
    <Stack gap="md" pb="xl">
      <Text size="sm">
        {closed.length === 0
          ? 'Every source is open: whatever comes in by one is taken in.'
          : `${listed(closed)} are closed: what comes in there is refused, and its sender is told.`}
      </Text>
      <Refused error={set.error} />
      <Lines
        label="Sources"
        lines={data.map((door) => ({
          id: door.source,
          title: SOURCES[door.source].title,
          note: SOURCES[door.source].what,
          aside: mayWrite ? (
            <Switch
              label={door.enabled ? 'Open' : 'Closed'}
              aria-label={`${SOURCES[door.source].title} come in`}
              checked={door.enabled}
              disabled={set.isPending && set.variables?.source === door.source}
              onChange={({ currentTarget }) => turn({ source: door.source, enabled: currentTarget.checked })}
            />
          ) : (
            <Health standing={door.enabled ? 'good' : 'paused'}>{door.enabled ? 'Open' : 'Closed'}</Health>
          ),
        }))}
      />
      {!mayWrite && (
        <Text size="sm" c="dimmed">
          Only managers and administrators open and close sources.
        </Text>
      )}
    </Stack>
  );
}
