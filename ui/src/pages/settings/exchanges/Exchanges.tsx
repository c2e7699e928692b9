import { Button, Group, Modal, Stack } from '@mantine/core';
import { IconArrowsExchange, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useMay, useTenants } from '@/app/me';
import { Once } from '@/parts/page/Once';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import { useRows } from '@/parts/table/rows';
import { Health } from '../Health';
import { Lines, LinesLoading } from '../Lines';
import { ExchangeCard } from './ExchangeCard';
import { ExchangeForm } from './ExchangeForm';
import { type Issued, useExchanges } from './queries';
import { exchangeSentence } from './words';

/** Every exchange, revoked ones included. */
export function Exchanges() {
  const mayWrite = useMay('exchange:write');
  const tenants = useTenants(true).data?.items ?? [];
  const nameOf = (id: string) => tenants.find((one) => one.id === id)?.name ?? id;
  const list = useExchanges();
  const { data, error, refetch } = list;
  const { rows, onEnd, isLoadingMore } = useRows(list, 'items');
  const [open, setOpen] = useState<string | null>(null);
  const [issued, setIssued] = useState<Issued | null>(null);
  if (error && !data) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <LinesLoading />;
  const opened = rows.find(({ id }) => id === open);
  const close = () => {
    setOpen(null);
    setIssued(null);
  };
  const add = mayWrite && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setOpen('')}>
      Add an exchange
    </Button>
  );
  return (
    <Stack gap="md" pb="xl">
      {rows.length === 0 ? (
        <EmptyState icon={IconArrowsExchange} title="No exchange yet" action={add}>
          Whoever asks for bids is an exchange, with a secret of its own and the tenants whose campaigns may answer.
        </EmptyState>
      ) : (
        <>
          <Group justify="flex-end">{add}</Group>
          <Lines
            label="Exchanges"
            lines={rows.map((exchange) => ({
              id: exchange.id,
              title: exchange.name,
              note: exchangeSentence(exchange, nameOf),
              aside: (
                <Health standing={exchange.revoked ? 'bad' : exchange.open ? 'weak' : 'good'}>
                  {exchange.revoked ? 'Revoked' : exchange.open ? 'Let in without a secret' : 'Let in by its secret'}
                </Health>
              ),
            }))}
            onOpen={setOpen}
          />
          {list.hasNextPage && (
            <Group justify="center">
              <Button variant="default" loading={isLoadingMore} onClick={onEnd}>
                Show more
              </Button>
            </Group>
          )}
        </>
      )}
      <Modal
        opened={open !== null}
        onClose={close}
        title={issued?.name ?? opened?.name ?? 'Add an exchange'}
        size="lg"
        closeOnClickOutside={false}
      >
        {issued ? (
          <Shown issued={issued} onDone={close} />
        ) : opened ? (
          <ExchangeCard key={opened.id} exchange={opened} nameOf={nameOf} onIssued={setIssued} onDone={close} />
        ) : (
          open === '' && <ExchangeForm onDone={close} onIssued={setIssued} />
        )}
      </Modal>
    </Stack>
  );
}

/** Its secret, this once. */
function Shown({ issued, onDone }: { issued: Issued; onDone: () => void }) {
  const when = issued.published ? 'now' : 'within a minute';
  return (
    <Stack>
      {issued.secret ? (
        <Once label="Secret" secret={issued.secret}>
          It is shown here and never again. {issued.name} sends it with every request, and is let in {when}.
        </Once>
      ) : (
        `${issued.name} is let in without a secret, ${when}.`
      )}
      <Group justify="flex-end">
        <Button onClick={onDone}>{issued.secret ? 'I have copied it' : 'Done'}</Button>
      </Group>
    </Stack>
  );
}
