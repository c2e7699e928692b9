import { Button, Modal, Stack } from '@mantine/core';
import { type Icon, IconPlus } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { PageHeader } from '@/parts/page/PageHeader';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import { Lines, LinesLoading } from './Lines';

interface Address {
  add?: boolean;
  connect?: boolean;
  open?: string;
}

interface Props<One> {
  path: string;
  title: string;
  /** One line: what one does here. */
  lead: string;
  mayWrite: boolean;
  list: { data: readonly One[] | undefined; error: unknown; refetch: () => unknown };
  /** How many there may be, until it is known. */
  expected?: number;
  /** What they are, for whoever hears the list. */
  label: string;
  lineOf: (one: One) => { note?: ReactNode; aside?: ReactNode };
  empty: { icon: Icon; title: string; words: string };
  /** What adding one is called: "Add a website". */
  add: string;
  /** How the address says that one is being added. */
  adding?: 'add' | 'connect';
  /** Of a new one; nothing while it is not known what there is to choose from. */
  form: (onDone: (id?: string) => void) => ReactNode;
  card: (one: One, onDone: () => void) => ReactNode;
  cardSize?: 'lg' | 'xl';
  /** Below the list, once that is there. */
  children?: ReactNode;
}

/** A page of the few that a tenant has of something. Each opens in a dialogue, as does adding another; the address says which. */
export function ShortList<One extends { id: string; name: string }>({
  path,
  title,
  lead,
  mayWrite,
  list: { data, error, refetch },
  expected,
  label,
  lineOf,
  empty,
  add,
  adding = 'add',
  form,
  card,
  cardSize = 'lg',
  children,
}: Props<One>) {
  const address: Address = useSearch({ strict: false });
  const navigate = useNavigate();
  const show = (search: Address) => void navigate({ to: path, search, replace: true } as never);
  const close = () => show({});
  const opened = data?.find(({ id }) => id === address.open);
  const made = form((id) => show(id ? { open: id } : {}));
  const button = mayWrite && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => show({ [adding]: true })}>
      {add}
    </Button>
  );
  return (
    <>
      <PageHeader title={title} actions={button}>
        {lead}
      </PageHeader>
      {error && !data ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <LinesLoading count={expected} />
      ) : (
        <Stack gap="lg" pb={children ? 'xl' : undefined}>
          {data.length === 0 ? (
            <EmptyState icon={empty.icon} title={empty.title} action={button}>
              {empty.words}
            </EmptyState>
          ) : (
            <Lines
              label={label}
              lines={data.map((one) => ({ id: one.id, title: one.name, ...lineOf(one) }))}
              onOpen={(id) => show({ open: id })}
            />
          )}
          {children}
        </Stack>
      )}
      <Modal
        opened={address[adding] === true && mayWrite && Boolean(made)}
        onClose={close}
        title={add}
        size="lg"
        closeOnClickOutside={false}
      >
        {made}
      </Modal>
      <Modal
        opened={opened !== undefined}
        onClose={close}
        title={opened?.name}
        size={cardSize}
        closeOnClickOutside={false}
      >
        {opened && card(opened, close)}
      </Modal>
    </>
  );
}
