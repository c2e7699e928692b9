import { Modal, Skeleton, Stack, Text } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMay } from '@/app/me';
import { Facts } from '@/parts/page/Facts';
import { PageHeader } from '@/parts/page/PageHeader';
import { Panel } from '@/parts/page/Panel';
import { ErrorState } from '@/parts/states/ErrorState';
import { sentence } from '@/parts/states/problems';
import { Trouble } from '@/parts/states/Trouble';
import { When } from '@/parts/time/When';
import { numberFormat } from '@/parts/words/formats';
import { Lines, LinesLoading } from '../Lines';
import { ChooseDays } from './ChooseDays';
import { type Retained, type Run, useKept, useRetention, useRuns } from './queries';
import { KEPT, lasting, lastOf } from './words';

/** How long each kind of thing about people is kept, what was removed of it, and what no number of days ends. */
export default function RetentionPage() {
  const { open }: { open?: string } = useSearch({ strict: false });
  const navigate = useNavigate();
  const mayWrite = useMay('user:write');
  const kinds = useRetention();
  const runs = useRuns();
  const show = (kind?: string) =>
    void navigate({ to: '/settings/retention', search: kind ? { open: kind } : {}, replace: true } as never);
  const opened = kinds.data?.find(({ kind }) => kind === open);
  return (
    <>
      <PageHeader title="Retention">
        {kinds.data ? told(kinds.data) : 'How long what is known of people is kept.'} What is older goes in the night,
        for good.
      </PageHeader>
      {kinds.error && !kinds.data ? (
        <ErrorState error={kinds.error} onRetry={kinds.refetch} />
      ) : !kinds.data ? (
        <LinesLoading count={8} />
      ) : (
        <Stack gap="lg" pb="xl">
          <Lines
            label="Kinds"
            lines={kinds.data.map((one) => ({
              id: one.kind,
              title: sentence(one.about),
              note: lastRun(one, runs.data),
              aside: `${lasting(one.days)}${one.is_chosen ? ', as you chose' : ''}`,
            }))}
            onOpen={mayWrite ? show : undefined}
          />
          {!mayWrite && (
            <Text size="sm" c="dimmed">
              Only administrators change how long things are kept.
            </Text>
          )}
          <Runs />
          <Kept />
        </Stack>
      )}
      <Modal opened={opened !== undefined && mayWrite} onClose={() => show()} title={opened && sentence(opened.about)}>
        {opened && <ChooseDays key={opened.kind} retained={opened} onDone={() => show()} />}
      </Modal>
    </>
  );
}

function told(kinds: readonly Retained[]): string {
  const chosen = kinds.filter(({ is_chosen }) => is_chosen).length;
  if (chosen === 0) return 'Everything is kept for as long as the product does by itself.';
  return `You chose how long ${chosen === 1 ? 'one kind is' : `${chosen} kinds are`} kept; the others are as the product has them.`;
}

function lastRun(one: Retained, runs: readonly Run[] | undefined): string | undefined {
  const last = runs && lastOf(runs, one.kind);
  if (!runs) return undefined;
  return last
    ? `${numberFormat({}).format(last.rows)} went on the last night that removed any`
    : 'None was old enough yet';
}

function Runs() {
  const { data, error, refetch } = useRuns();
  const kinds = useRetention().data ?? [];
  const aboutOf = (kind: string) =>
    sentence(kinds.find((one) => one.kind === kind)?.about ?? kind.replaceAll('_', ' '));
  return (
    <Panel
      title="What went"
      lead={
        data && data.length === 0
          ? 'Nothing was old enough yet. A night that removes nothing is not listed.'
          : undefined
      }
    >
      {error && !data ? (
        <Trouble error={error} onRetry={refetch} />
      ) : !data ? (
        <Skeleton height={60} />
      ) : (
        <Facts
          facts={data.map(
            (run) =>
              [
                <When key="at" at={run.at} />,
                <span key="what">
                  {aboutOf(run.kind)}: {numberFormat({}).format(run.rows)}, older than <When at={run.before} isDay />
                </span>,
              ] as const,
          )}
        />
      )}
    </Panel>
  );
}

function Kept() {
  const { data, error, refetch } = useKept();
  return (
    <Panel title="What no number of days ends">
      {error && !data ? (
        <Trouble error={error} onRetry={refetch} />
      ) : (
        <Facts
          facts={(data ?? []).map(({ kind, kept }) => [
            KEPT[kind] ?? sentence(kind.replaceAll('_', ' ')),
            sentence(kept),
          ])}
        />
      )}
    </Panel>
  );
}
