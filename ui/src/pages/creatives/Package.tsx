import { Button, Group, Text } from '@mantine/core';
import { useMutation } from '@/api/useMutation';
import { useMay } from '@/app/me';
import { save } from '@/parts/download';
import { useNames } from '@/parts/persons/colleagues';
import { type Export, fetchManifest, fetchPackage, usePlacementNames } from '@/parts/placements/queries';
import { Ago } from '@/parts/time/When';

/** One package that was made: for whom, by whom, and the ways to have it. */
export function Package({ export_ }: { export_: Export }) {
  const placementName = usePlacementNames();
  const nameOf = useNames([export_.exported_by]);
  return (
    <Group justify="space-between" gap="sm" w="100%">
      <div style={{ minWidth: 0 }}>
        <Text size="sm">{export_.placements.map(({ placement }) => placementName(placement)).join('; ')}</Text>
        <Text size="xs" c="dimmed">
          {nameOf(export_.exported_by)}, <Ago at={export_.exported_at} />; {fetched(export_.fetches)}
        </Text>
      </div>
      <Fetch export_={export_} />
    </Group>
  );
}

export function Fetch({ export_: { id, exported_at } }: { export_: Export }) {
  const mayFetch = useMay('creative:write');
  const name = `package-${exported_at.slice(0, 10)}`;
  const whole = useMutation({ mutationFn: () => save(fetchPackage(id), `${name}.zip`) });
  const manifest = useMutation({ mutationFn: () => save(fetchManifest(id), `${name}-manifest.json`) });
  return (
    <Group gap={6} wrap="nowrap">
      <Button variant="subtle" size="compact-sm" loading={manifest.isPending} onClick={() => manifest.mutate()}>
        Manifest
      </Button>
      {mayFetch && (
        <Button variant="default" size="compact-sm" loading={whole.isPending} onClick={() => whole.mutate()}>
          Package
        </Button>
      )}
    </Group>
  );
}

export function fetched(times: number): string {
  if (times === 0) return 'never fetched';
  return times === 1 ? 'fetched once' : `fetched ${times} times`;
}
