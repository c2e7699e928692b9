/** What is on its way into the library: how far each file is, what it became, or why not and what to do. */
import { ActionIcon, Anchor, Button, Group, NativeSelect, Paper, Progress, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconX } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { sentence, showProblem } from '@/parts/states/problems';
import { kindsOf } from './kinds';
import { libraryChanged, useSayKind } from './queries';
import classes from './Uploads.module.css';
import { dismiss, dismissEnded, isUnderWay, knowAsset, tryAgain, type Upload, useUploads } from './uploads';
import { type AssetType, sizeOf, TYPES } from './words';

export function Uploads() {
  const queries = useQueryClient();
  const uploads = useUploads();
  const done = uploads.filter(({ stage }) => stage === 'done').length;
  useEffect(() => {
    if (done > 0) void libraryChanged(queries);
  }, [done, queries]);
  if (uploads.length === 0) return null;
  const isBusy = uploads.some(isUnderWay);
  return (
    <Paper component="section" aria-label="Uploads" className={classes.uploads}>
      <Group justify="space-between" mb={6} wrap="nowrap">
        <Title order={2} size="h5" role="status">
          {summary(uploads)}
        </Title>
        {!isBusy && (
          <Button variant="subtle" size="compact-sm" onClick={dismissEnded}>
            Put away
          </Button>
        )}
      </Group>
      <ul className={classes.list}>
        {uploads.map((upload) => (
          <li key={upload.id}>
            <One upload={upload} />
          </li>
        ))}
      </ul>
    </Paper>
  );
}

function One({ upload }: { upload: Upload }) {
  const { id, file, stage, share, asset, problem } = upload;
  return (
    <div className={classes.one}>
      <div className={classes.words}>
        <Text size="sm" fw={600} truncate>
          {asset ? (
            <Anchor component={Link} inherit to={`/assets/${asset.id}`}>
              {asset.name}
            </Anchor>
          ) : (
            file.name
          )}
        </Text>
        {problem ? (
          <Text size="sm" className={classes.said}>
            <IconAlertTriangle size={15} color="var(--mantine-color-error)" aria-hidden /> {sentence(problem.message)}.{' '}
            {problem.remedy}
          </Text>
        ) : (
          <Text size="xs" c="dimmed" className={classes.said}>
            {stage === 'done' && <IconCircleCheck size={15} color="var(--ce-accent)" aria-hidden />} {said(upload)}
          </Text>
        )}
        {(stage === 'sending' || stage === 'looking') && (
          <Progress
            value={100 * share}
            size="sm"
            mt={4}
            animated={stage === 'looking'}
            aria-label={`How much of ${file.name} is sent`}
          />
        )}
      </div>
      <Group gap={6} wrap="nowrap">
        {asset && kindsOf(asset.file.media_type).length > 1 && <Kind upload={upload} />}
        {stage === 'refused' && (
          <Button variant="default" size="compact-sm" onClick={() => tryAgain(id)}>
            Try again
          </Button>
        )}
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={isUnderWay(upload) ? `Stop ${file.name}` : `Put ${file.name} away`}
          onClick={() => dismiss(id)}
        >
          <IconX size={16} aria-hidden />
        </ActionIcon>
      </Group>
    </div>
  );
}

/** What it was taken for, and what else it may be. */
function Kind({ upload: { id, asset } }: { upload: Upload }) {
  const say = useSayKind();
  if (!asset) return null;
  return (
    <NativeSelect
      size="xs"
      aria-label={`What ${asset.name} is`}
      data={kindsOf(asset.file.media_type).map((value) => ({ value, label: TYPES[value] }))}
      value={asset.type}
      disabled={say.isPending}
      onChange={({ currentTarget: { value } }) =>
        say.mutate(
          { assetId: asset.id, type: value as AssetType },
          { onSuccess: (known) => knowAsset(id, known), onError: showProblem },
        )
      }
    />
  );
}

function said({ stage, share, file, asset }: Upload): string {
  if (stage === 'waiting') return 'Waits for its turn';
  if (stage === 'sending') return `${Math.round(100 * share)}% of ${sizeOf(file.size)} is sent`;
  if (stage === 'looking') return 'It is sent, and being looked at';
  const removed = asset?.file.removed.length ?? 0;
  return removed > 0
    ? `In the library, without ${removed === 1 ? 'one thing' : `${removed} things`} that could run or reach out. It waits for its review.`
    : 'In the library. It waits for its review.';
}

function summary(uploads: readonly Upload[]): string {
  const busy = uploads.filter(isUnderWay).length;
  const refused = uploads.filter(({ stage }) => stage === 'refused').length;
  const done = uploads.length - busy - refused;
  if (busy > 0) return `${files(busy)} on ${busy === 1 ? 'its' : 'their'} way`;
  if (refused === 0) return `${files(done)} joined the library`;
  return done === 0 ? `${files(refused)} could not join` : `${files(done)} joined the library; ${refused} could not`;
}

function files(count: number): string {
  return count === 1 ? 'One file' : `${count} files`;
}
