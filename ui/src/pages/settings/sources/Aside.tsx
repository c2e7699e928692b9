import { Button, CopyButton, Group, Modal, ScrollArea, Stack, Text } from '@mantine/core';
import { IconInbox } from '@tabler/icons-react';
import { useState } from 'react';
import { useMay } from '@/app/me';
import { Facts } from '@/parts/page/Facts';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import { sentence, showDone } from '@/parts/states/problems';
import { type Column, DataTable } from '@/parts/table/DataTable';
import { Lead } from '@/parts/table/Lead';
import { useRows } from '@/parts/table/rows';
import { When } from '@/parts/time/When';
import { plain } from '@/parts/words/values';
import { Refused } from '../Refused';
import { Sure } from '../Sure';
import classes from './Aside.module.css';
import { type SetAside, useSendAgain, useSetAside, useThrowAway } from './queries';
import { cameBy, readOf } from './words';

const columns: readonly Column<SetAside>[] = [
  {
    key: 'why',
    title: 'Why it was not taken in',
    width: 'minmax(240px, 2.4fr)',
    cell: (item) => <Lead note={noteOf(item)}>{sentence(item.message)}</Lead>,
  },
  { key: 'by', title: 'Came in by', width: 'minmax(110px, 0.8fr)', isExtra: true, cell: cameBy },
  {
    key: 'at',
    title: 'When',
    width: 'minmax(140px, 0.9fr)',
    isExtra: true,
    cell: ({ at }) => <When at={at} />,
  },
];

function noteOf(item: SetAside): string {
  return item.field ? `${cameBy(item)}, about ${plain(item.field)}` : cameBy(item);
}

/** What came in and could not be taken in: looked at, sent again once it is put right, or thrown away. */
export function Aside() {
  const mayWrite = useMay('profile:write');
  const list = useSetAside();
  const { data, error, isPending, refetch } = list;
  const { rows, ...paging } = useRows(list, 'items');
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [openId, setOpenId] = useState<string | null>(null);
  const again = useSendAgain();
  if (error && !data) return <ErrorState error={error} onRetry={refetch} />;
  const opened = rows.find(({ id }) => id === openId);
  const chosen = rows.filter(({ id }) => picked.has(id)).map(({ id }) => id);
  const send = () =>
    again.mutate(chosen, {
      onSuccess: (count) => {
        setPicked(new Set());
        showDone(count === 1 ? 'It comes in once more.' : `${count} come in once more.`);
      },
    });
  return (
    <Stack gap="md" pb="xl">
      <Group justify="space-between">
        <Text size="sm" flex="1 1 300px">
          Put right what stood in the way, a schema or a source, then send them again. The oldest come first.
        </Text>
        {mayWrite && rows.length > 0 && (
          <Button
            disabled={chosen.length === 0}
            loading={again.isPending}
            onClick={send}
            title={chosen.length === 0 ? 'Pick some first' : undefined}
          >
            {chosen.length === 0 ? 'Pick some to send again' : `Send ${chosen.length} again`}
          </Button>
        )}
      </Group>
      <Refused error={again.error} />
      <div className={classes.table}>
        <DataTable
          label="Set aside"
          columns={columns}
          rows={rows}
          idOf={({ id }) => id}
          nameOf={({ message }) => sentence(message)}
          onOpen={({ id }) => setOpenId(id)}
          picked={mayWrite ? picked : undefined}
          onPick={mayWrite ? setPicked : undefined}
          isLoading={isPending}
          {...paging}
          empty={
            <EmptyState icon={IconInbox} title="Everything was taken in">
              What comes in and cannot be read or kept lies here, with the reason, until you send it again.
            </EmptyState>
          }
        />
      </div>
      <Modal opened={opened !== undefined} onClose={() => setOpenId(null)} title="Not taken in" size="lg">
        {opened && <Item key={opened.id} item={opened} mayWrite={mayWrite} onDone={() => setOpenId(null)} />}
      </Modal>
    </Stack>
  );
}

function Item({ item, mayWrite, onDone }: { item: SetAside; mayWrite: boolean; onDone: () => void }) {
  const again = useSendAgain();
  const away = useThrowAway();
  const read = readOf(item.payload);
  return (
    <Stack>
      <Text size="sm">{sentence(item.message)}</Text>
      <Facts
        facts={[
          ['Came in by', cameBy(item)],
          ['When', <When key="at" at={item.at} />],
          ['About', item.field && plain(item.field)],
        ]}
      />
      <ScrollArea.Autosize mah={280} type="auto" viewportProps={{ tabIndex: 0, 'aria-label': 'What it said' }}>
        {read.length > 0 ? (
          <Facts facts={read} />
        ) : (
          <Text size="sm" c="dimmed">
            What it said cannot be read. Copy it to see it as it came.
          </Text>
        )}
      </ScrollArea.Autosize>
      <Group gap="xs">
        <CopyButton value={item.payload}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? 'Copied' : 'Copy it as it came'}
            </Button>
          )}
        </CopyButton>
        {mayWrite && (
          <Button
            loading={again.isPending}
            onClick={() =>
              again.mutate([item.id], {
                onSuccess: () => {
                  showDone('It comes in once more.');
                  onDone();
                },
              })
            }
          >
            Send it again
          </Button>
        )}
      </Group>
      {mayWrite && (
        <Sure
          label="Throw it away"
          yes="Yes, throw it away"
          means="It is gone for good: nobody can send it again."
          loading={away.isPending}
          onSure={() => away.mutate([item.id], { onSuccess: onDone })}
        />
      )}
      <Refused error={again.error ?? away.error} />
    </Stack>
  );
}
