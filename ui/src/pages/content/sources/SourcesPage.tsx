import { ActionIcon, Button, Group, Skeleton, Text } from '@mantine/core';
import { IconPencil, IconPlugConnected, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useMay } from '@/app/me';
import { PageHeader } from '@/parts/page/PageHeader';
import { Panel } from '@/parts/page/Panel';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import { showDone } from '@/parts/states/problems';
import { Ago } from '@/parts/time/When';
import { counted } from '@/parts/words/counted';
import { SureDialogue } from '@/parts/writing/SureDialogue';
import { type Source, useRemoveSource, useSources } from './queries';
import { SourceForm } from './SourceForm';
import classes from './Sources.module.css';

/** The hosts that templates may fetch from; administrators say which. */
export default function SourcesPage() {
  const mayWrite = useMay('user:write');
  const { data, error, refetch } = useSources();
  const [open, setOpen] = useState<Source | 'new' | null>(null);
  const [gone, setGone] = useState<Source | null>(null);
  const add = mayWrite && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setOpen('new')}>
      Allow a host
    </Button>
  );
  return (
    <>
      <PageHeader title="Connected content" actions={add}>
        Hosts that templates may fetch from when a message is made: the weather, a stock, a recommendation.
      </PageHeader>
      {error && !data ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : !data ? (
        <Skeleton height={160} radius="lg" role="status" aria-label="Loading" />
      ) : data.length === 0 ? (
        <EmptyState icon={IconPlugConnected} title="Nothing is fetched from anywhere" action={add}>
          {mayWrite
            ? 'Allow a host, and templates may ask it for what a message needs.'
            : 'Once an administrator allows a host, templates may ask it for what a message needs.'}
        </EmptyState>
      ) : (
        <Panel
          title="Allowed hosts"
          lead={`Templates may fetch from ${counted(data.length, 'host')}, over https alone.${mayWrite ? '' : ' Administrators change the list.'}`}
        >
          <ul className={classes.sources} aria-label="Allowed hosts">
            {data.map((source) => (
              <li key={source.host} className={classes.source}>
                <div className={classes.words}>
                  <Text fw={600} className={classes.host}>
                    {source.host}
                    {source.path_prefix !== '/' && source.path_prefix}
                  </Text>
                  {source.description && <Text size="sm">{source.description}</Text>}
                  <Text size="xs" c="dimmed">
                    {source.headers.length > 0
                      ? `Sends ${source.headers.join(', ')}, which nobody is shown. `
                      : 'Sends nothing of yours. '}
                    Changed <Ago at={source.updated_at} />
                  </Text>
                </div>
                {mayWrite && (
                  <Group gap={6} wrap="nowrap">
                    <ActionIcon
                      variant="default"
                      size="lg"
                      aria-label={`Change ${source.host}`}
                      onClick={() => setOpen(source)}
                    >
                      <IconPencil size={16} aria-hidden />
                    </ActionIcon>
                    <ActionIcon
                      variant="default"
                      size="lg"
                      aria-label={`Take ${source.host} off the list`}
                      onClick={() => setGone(source)}
                    >
                      <IconTrash size={16} aria-hidden />
                    </ActionIcon>
                  </Group>
                )}
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {open && <SourceForm source={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
      {gone && <Remove source={gone} onClose={() => setGone(null)} />}
    </>
  );
}

function Remove({ source, onClose }: { source: Source; onClose: () => void }) {
  const { mutate, isPending, error } = useRemoveSource();
  const remove = () =>
    mutate(source.host, {
      onSuccess: () => {
        showDone('It is off the list.');
        onClose();
      },
    });
  return (
    <SureDialogue
      title={`Take ${source.host} off the list`}
      yes="Take it off"
      isPending={isPending}
      error={error}
      onSure={remove}
      onClose={onClose}
    >
      Templates that fetch from it get nothing from then on: each is sent without it, or not at all, as it says.
    </SureDialogue>
  );
}
