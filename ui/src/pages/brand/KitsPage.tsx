import { Button, Group, Modal, SegmentedControl, Skeleton, Text } from '@mantine/core';
import { IconPalette, IconPlus, IconShieldCheck } from '@tabler/icons-react';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '@/app/me';
import { Jump } from '@/parts/page/Jump';
import { PageHeader } from '@/parts/page/PageHeader';
import { Panel } from '@/parts/page/Panel';
import { useNames } from '@/parts/persons/colleagues';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import { Trouble } from '@/parts/states/Trouble';
import { changed } from '@/parts/table/changed';
import { type Column, DataTable } from '@/parts/table/DataTable';
import { Lead } from '@/parts/table/Lead';
import { useRows } from '@/parts/table/rows';
import { summary, whole } from './content';
import classes from './KitsPage.module.css';
import { NewKit } from './NewKit';
import { type Kit, useInForce, useKits } from './queries';
import { Swatches } from './Swatches';

/** What every creative is held against. */
export default function KitsPage() {
  const { archived = false }: { archived?: boolean } = useSearch({ strict: false });
  const navigate = useNavigate();
  const mayWrite = useMay('creative:write');
  const [isMaking, setMaking] = useState(false);
  const list = useKits(archived);
  const { data, error, isPending, refetch } = list;
  const { rows: kits, ...paging } = useRows(list, 'items');
  const nameOf = useNames(kits.map(({ created_by }) => created_by));
  const make = mayWrite && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setMaking(true)}>
      New kit
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Brand kits"
        actions={
          <Group gap="xs">
            <Button
              variant="default"
              component={Link}
              to="/brand/check"
              leftSection={<IconShieldCheck size={18} aria-hidden />}
            >
              Check something
            </Button>
            {make}
          </Group>
        }
      >
        Colours, fonts, words and logo: what every creative is held against.
      </PageHeader>
      <InForce kits={kits} />
      <Group mb="md" mt="md">
        <SegmentedControl
          aria-label="Which kits"
          data={[
            { value: 'kept', label: 'In use' },
            { value: 'archived', label: 'Put away' },
          ]}
          value={archived ? 'archived' : 'kept'}
          onChange={(which) =>
            void navigate({ to: '/brand', search: which === 'archived' ? { archived: true } : {} } as never)
          }
        />
      </Group>
      {error && !data ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : (
        <DataTable
          label="Brand kits"
          columns={columnsWith(nameOf)}
          rows={kits}
          idOf={({ id }) => id}
          nameOf={({ name }) => name}
          onOpen={({ id }) => void navigate({ to: `/brand/${id}` })}
          isLoading={isPending}
          {...paging}
          empty={
            archived ? (
              <EmptyState icon={IconPalette} title="No kit was put away" />
            ) : (
              <EmptyState icon={IconPalette} title="No kit of your own yet" action={make}>
                Creatives are held against what everybody starts with, until you write a kit and publish it.
              </EmptyState>
            )
          }
        />
      )}
      <Modal opened={isMaking} onClose={() => setMaking(false)} title="New brand kit">
        <NewKit kits={kits} onDone={() => setMaking(false)} />
      </Modal>
    </>
  );
}

function InForce({ kits }: { kits: readonly Kit[] }) {
  const { data, error, refetch } = useInForce();
  if (error && !data) return <Trouble error={error} onRetry={refetch} />;
  if (!data) return <Skeleton height={120} radius="lg" role="status" aria-label="Loading" />;
  const content = whole(data.content);
  const kit = kits.find(({ id }) => id === data.kit_id);
  const families = [...new Set(content.fonts.map(({ family }) => family))];
  return (
    <Panel
      title="In force"
      lead={
        <>
          {data.version === 0 ? (
            'Creatives are held against what everybody starts with.'
          ) : (
            <>
              Creatives are held against version {data.version} of{' '}
              <Jump to="/brand/$kitId" params={{ kitId: data.kit_id }}>
                {kit?.name ?? 'the default kit'}
              </Jump>
              .
            </>
          )}{' '}
          {summary(content)}
        </>
      }
    >
      <div className={classes.force}>
        {content.palette && <Swatches colours={content.palette.colours} />}
        {families.map((family) => (
          <Text
            key={family}
            span
            className={classes.family}
            style={{ fontFamily: `"${family}", "${family} Variable", sans-serif` }}
          >
            {family}
          </Text>
        ))}
        {(content.tone.forbidden ?? []).slice(0, 6).map(({ term }) => (
          <Text key={term} span size="sm" td="line-through" c="dimmed">
            {term}
          </Text>
        ))}
      </div>
    </Panel>
  );
}

function columnsWith(nameOf: (id: string) => string): readonly Column<Kit>[] {
  return [
    {
      key: 'name',
      title: 'Kit',
      width: 'minmax(160px, 2fr)',
      cell: (kit) => (
        <Lead note={standing(kit)}>
          <Jump to="/brand/$kitId" params={{ kitId: kit.id }} tabIndex={-1}>
            {kit.name}
          </Jump>
        </Lead>
      ),
    },
    {
      key: 'default',
      title: 'Used',
      width: 'minmax(120px, 0.9fr)',
      narrow: '104px',
      cell: ({ is_default, live_version }) =>
        is_default ? <b>By default</b> : live_version ? 'Where named' : 'Not yet',
    },
    {
      key: 'by',
      title: 'Begun by',
      width: 'minmax(110px, 0.9fr)',
      isExtra: true,
      cell: (kit) => nameOf(kit.created_by),
    },
    changed(),
  ];
}

export function standing({ live_version, has_draft, is_archived }: Kit): string {
  if (is_archived) return 'Put away';
  if (!live_version) return 'A draft, never published';
  return `Version ${live_version} is published${has_draft ? ', a draft waits' : ''}`;
}
