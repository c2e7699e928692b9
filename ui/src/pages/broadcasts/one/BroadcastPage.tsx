import { Alert, Skeleton, Stack, Text } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { Jump } from '@/parts/page/Jump';
import { PageHeader } from '@/parts/page/PageHeader';
import { Panel } from '@/parts/page/Panel';
import { ErrorState } from '@/parts/states/ErrorState';
import { sentence } from '@/parts/states/problems';
import { Trouble } from '@/parts/states/Trouble';
import { When } from '@/parts/time/When';
import { channelOf } from '@/parts/words/channels';
import { Faults, Funnel, funnelWords } from '../Funnel';
import { Message } from '../Message';
import { useBroadcast, useKeptPreview, type Whole } from '../queries';
import { StageMark } from '../StageMark';
import { Actions } from './Actions';
import classes from './BroadcastPage.module.css';
import { Going } from './Going';
import { Held } from './Held';
import { History } from './History';
import { Results } from './Results';
import { Says } from './Says';

export default function BroadcastPage() {
  const { broadcastId = '' } = useParams({ strict: false });
  const { data: broadcast, error, refetch } = useBroadcast(broadcastId);
  const isAhead = broadcast !== undefined && broadcast.began_at === null && broadcast.stage !== 'cancelled';
  const preview = useKeptPreview(broadcast ?? { id: broadcastId, revision: 0 }, isAhead);
  if (error && !broadcast) return <ErrorState error={error} onRetry={refetch} />;
  if (!broadcast) return <Skeleton height={360} radius="lg" role="status" aria-label="Loading" />;
  const { stage, definition } = broadcast;
  return (
    <>
      <PageHeader
        title={broadcast.name}
        above={
          <Text size="sm" c="dimmed">
            <Jump to="/broadcasts">Broadcasts</Jump>
          </Text>
        }
        actions={<Actions broadcast={broadcast} preview={preview.data} />}
      >
        <span className={classes.standing}>
          <StageMark stage={stage} />
          <span>{channelOf(definition.channel)}</span>
          <Time broadcast={broadcast} />
        </span>
      </PageHeader>
      {stage === 'draft' && broadcast.reason && (
        <Alert color="red" variant="light" mb="md" title="It is a draft again">
          {sentence(broadcast.reason)}.
        </Alert>
      )}
      <div className={classes.columns}>
        <Stack>
          {broadcast.began_at && (
            <>
              <Going broadcast={broadcast} />
              <Held broadcast={broadcast} />
              <Results broadcast={broadcast} />
            </>
          )}
          {isAhead && (
            <Panel title="Whom it reaches" lead={preview.data && funnelWords(preview.data)}>
              {preview.isPending && <Skeleton height={120} />}
              {preview.error && !preview.data && <Trouble error={preview.error} onRetry={preview.refetch} />}
              {preview.data && (
                <>
                  <Faults preview={preview.data} definition={definition} />
                  <Funnel preview={preview.data} />
                </>
              )}
            </Panel>
          )}
          {isAhead && <Says broadcast={broadcast} />}
        </Stack>
        <Stack>
          <Panel title="The message">
            <Message definition={definition} />
          </Panel>
          {!isAhead && <Says broadcast={broadcast} />}
          <History broadcast={broadcast} />
        </Stack>
      </div>
    </>
  );
}

function Time({ broadcast: { stage, starts_at, began_at, ended_at } }: { broadcast: Whole }) {
  if (ended_at) {
    return (
      <span>
        {stage === 'cancelled' ? 'Cancelled' : 'Ended'} <When at={ended_at} />
      </span>
    );
  }
  if (began_at) {
    return (
      <span>
        Began <When at={began_at} />
      </span>
    );
  }
  if (!starts_at) return null;
  return (
    <span>
      Begins <When at={starts_at} />
    </span>
  );
}
