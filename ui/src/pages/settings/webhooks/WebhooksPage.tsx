import { Button, Modal, SegmentedControl, Stack } from '@mantine/core';
import { IconWebhook } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '@/app/me';
import { Facts } from '@/parts/page/Facts';
import { Jump } from '@/parts/page/Jump';
import { PageHeader } from '@/parts/page/PageHeader';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import { showDone } from '@/parts/states/problems';
import { type Column, DataTable } from '@/parts/table/DataTable';
import { Lead } from '@/parts/table/Lead';
import { useRows } from '@/parts/table/rows';
import { Ago, When } from '@/parts/time/When';
import { useSources } from '@/parts/words/sources';
import { useAccounts } from '../connectors/queries';
import { Refused } from '../Refused';
import { type Call, type CallState, useCalls, useReplay } from './queries';
import { STATES } from './states';
import { hostOf, triesOf, whyOf } from './words';

/** Calls to webhooks: those that were given up, to be sent again once their receiver is back. */
export default function WebhooksPage() {
  const { which = 'dead' }: { which?: CallState } = useSearch({ strict: false });
  const navigate = useNavigate();
  const mayWrite = useMay('journey:write');
  const list = useCalls(which);
  const { data, error, isPending, refetch } = list;
  const { rows, ...paging } = useRows(list, 'calls');
  const sourceOf = useSources(rows.map(({ source }) => source));
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [openId, setOpenId] = useState<string | null>(null);
  const replay = useReplay();
  const isDead = which === 'dead';
  const chosen = rows.map(({ message_id }) => message_id).filter((id) => picked.has(id));
  const opened = rows.find(({ message_id }) => message_id === openId);
  const send = (ids: readonly string[]) =>
    replay.mutate(ids, {
      onSuccess: (count) => {
        setPicked(new Set());
        setOpenId(null);
        showDone(count === 1 ? 'It is sent again now.' : `${count} are sent again now.`);
      },
    });
  const again = mayWrite && isDead && rows.length > 0 && (
    <Button disabled={chosen.length === 0} loading={replay.isPending} onClick={() => send(chosen)}>
      {chosen.length === 0 ? 'Pick some to send again' : `Send ${chosen.length} again`}
    </Button>
  );
  return (
    <>
      <PageHeader title="Webhook calls" actions={again}>
        What was posted to your receivers. A call is tried for a while, then given up until you send it again.
      </PageHeader>
      <SegmentedControl
        mb="md"
        aria-label="Which calls"
        style={{ alignSelf: 'flex-start' }}
        data={Object.entries(STATES).map(([value, { title }]) => ({ value, label: title }))}
        value={which}
        onChange={(value) => {
          setPicked(new Set());
          void navigate({ to: '/settings/webhooks', search: { which: value }, replace: true } as never);
        }}
      />
      {!opened && <Refused error={replay.error} />}
      {error && !data ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : (
        <DataTable
          label="Webhook calls"
          columns={columnsWith(sourceOf)}
          rows={rows}
          idOf={({ message_id }) => message_id}
          nameOf={(call) => `${hostOf(call.url)}: ${whyOf(call)}`}
          onOpen={({ message_id }) => setOpenId(message_id)}
          picked={mayWrite && isDead ? picked : undefined}
          onPick={mayWrite && isDead ? setPicked : undefined}
          isLoading={isPending}
          {...paging}
          empty={
            <EmptyState icon={IconWebhook} title={STATES[which].none}>
              {isDead
                ? 'Calls that a receiver does not take in the time they are tried lie here, ready to be sent again.'
                : 'Messages on the webhook channel appear here as they are posted.'}
            </EmptyState>
          }
        />
      )}
      <Modal
        opened={opened !== undefined}
        onClose={() => setOpenId(null)}
        title={opened && hostOf(opened.url)}
        size="lg"
      >
        {opened && (
          <One
            call={opened}
            source={sourceOf(opened.source)}
            isSending={replay.isPending}
            error={replay.error}
            onSend={mayWrite && isDead ? () => send([opened.message_id]) : undefined}
          />
        )}
      </Modal>
    </>
  );
}

interface OneProps {
  call: Call;
  source: string;
  isSending: boolean;
  error: Error | null;
  onSend?: () => void;
}

function One({ call, source, isSending, error, onSend }: OneProps) {
  const account = useAccounts().data?.find(({ id }) => id === call.account_id);
  return (
    <Stack>
      <Facts
        facts={[
          ['Posted to', call.url],
          ['By', account?.name ?? 'An account that was removed'],
          ['From', source],
          [
            'About',
            call.person_id && (
              <Jump key="person" to="/people/$personId" params={{ personId: call.person_id }}>
                the person it is for
              </Jump>
            ),
          ],
          ['What came of it', whyOf(call)],
          ['Last answer', call.last_status > 0 ? String(call.last_status) : 'None'],
          ['Tried', triesOf(call)],
          ['Last tried', <When key="tried" at={call.tried_at} none="Never" />],
          ['Tried next', call.due_at ? <When key="due" at={call.due_at} /> : null],
          ['Made', <When key="made" at={call.at} />],
        ]}
      />
      <Refused error={error} />
      {onSend && (
        <Button onClick={onSend} loading={isSending} style={{ alignSelf: 'flex-end' }}>
          Send it again
        </Button>
      )}
    </Stack>
  );
}

function columnsWith(sourceOf: (source: string) => string): readonly Column<Call>[] {
  return [
    {
      key: 'to',
      title: 'Posted to',
      width: 'minmax(220px, 2fr)',
      cell: (call) => <Lead note={whyOf(call)}>{hostOf(call.url)}</Lead>,
    },
    {
      key: 'from',
      title: 'From',
      width: 'minmax(140px, 1fr)',
      isExtra: true,
      cell: ({ source }) => sourceOf(source),
    },
    { key: 'tries', title: 'Tried', width: 'minmax(90px, 0.5fr)', isExtra: true, cell: triesOf },
    {
      key: 'at',
      title: 'Last tried',
      width: 'minmax(120px, 0.7fr)',
      narrow: '92px',
      cell: ({ tried_at }) => (tried_at ? <Ago at={tried_at} /> : 'Never'),
    },
  ];
}
