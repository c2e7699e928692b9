import { Alert, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconPackageExport } from '@tabler/icons-react';
import { useState } from 'react';
import type { Creative } from '@/api/types';
import { useMay } from '@/app/me';
import { plain } from '@/parts/creative/brand';
import { Panel } from '@/parts/page/Panel';
import { Placements } from '@/parts/placements/Placements';
import { type Check, useCheck, useExport, useExports } from '@/parts/placements/queries';
import { sentence, showDone } from '@/parts/states/problems';
import { Trouble } from '@/parts/states/Trouble';
import { useRows } from '@/parts/table/rows';
import { Package } from '../Package';
import classes from './CreativePage.module.css';

/** Which placements take it, packing it for them, and what was packed before. */
export function Leaving({ creative }: { creative: Creative }) {
  const mayWrite = useMay('creative:write');
  const { data, error, isPending, refetch } = useCheck({ creative_id: creative.id }, true, creative.version);
  const [picked, setPicked] = useState<string[]>([]);
  const pack = useExport();
  const { rows: packages } = useRows(useExports(creative.id), 'items');
  return (
    <Panel title="Placements">
      {isPending && <Skeleton height={16} width="60%" />}
      {error && !data && <Trouble error={error} onRetry={refetch} />}
      {data && (
        <Stack>
          {!data.can_leave && <Kept obstacles={data.kept_here_by} />}
          <Placements
            check={data}
            picked={mayWrite && data.can_leave ? picked : undefined}
            onPick={mayWrite && data.can_leave ? setPicked : undefined}
          />
          {pack.error && <Trouble error={pack.error} />}
          {mayWrite && data.can_leave && (
            <Group>
              <Button
                leftSection={<IconPackageExport size={17} aria-hidden />}
                disabled={picked.length === 0}
                loading={pack.isPending}
                onClick={() =>
                  pack.mutate(
                    { creative_id: creative.id, placements: picked },
                    {
                      onSuccess: () => {
                        setPicked([]);
                        showDone('It is packed: fetch the package below.');
                      },
                    },
                  )
                }
              >
                Pack it
              </Button>
              <Text size="sm" c="dimmed">
                {picked.length === 0
                  ? 'Pick the placements it is for'
                  : `For ${picked.length === 1 ? 'one placement' : `${picked.length} placements`}`}
              </Text>
            </Group>
          )}
          {packages.length > 0 && (
            <ul className={classes.list} aria-label="Packages">
              {packages.map((one) => (
                <li key={one.id} className={classes.line}>
                  <Package export_={one} />
                </li>
              ))}
            </ul>
          )}
        </Stack>
      )}
    </Panel>
  );
}

function Kept({ obstacles }: { obstacles: Check['kept_here_by'] }) {
  return (
    <Alert color="amber" variant="light" title="It cannot be packed now">
      {obstacles.map(({ where, message, remedy }) => (
        <Text key={`${where} ${message}`} size="sm">
          {sentence(plain(message))}. {plain(remedy)}
        </Text>
      ))}
    </Alert>
  );
}
