import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { Panel } from '@/parts/page/Panel';
import { Placements } from '@/parts/placements/Placements';
import { useCheck } from '@/parts/placements/queries';
import { Trouble } from '@/parts/states/Trouble';
import type { WholeAsset } from '../queries';

const SHOWN = ['image', 'video', 'audio', 'animation', 'logo', 'icon'];

/** Which places for adverts would take it as it is. */
export function Fits({ asset }: { asset: WholeAsset }) {
  const [isWanted, setWanted] = useState(false);
  const { data, error, isFetching, refetch } = useCheck({ asset_ids: [asset.id] }, isWanted, asset.version);
  if (!SHOWN.includes(asset.type)) return null;
  const button = !isWanted && (
    <Button variant="default" size="compact-sm" onClick={() => setWanted(true)}>
      Look
    </Button>
  );
  return (
    <Panel
      title="Where it would fit"
      aside={button}
      lead={!isWanted && 'Sizes, weights, lengths and formats, as publishers and exchanges ask for them.'}
    >
      {isFetching && !data && <Text size="sm">Looking …</Text>}
      {error && !data && <Trouble error={error} onRetry={refetch} />}
      {data && <Placements check={data} />}
    </Panel>
  );
}
