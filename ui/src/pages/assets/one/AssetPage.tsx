import { Anchor, Breadcrumbs, Skeleton, Stack, Text } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { PageHeader } from '@/parts/page/PageHeader';
import { useNames } from '@/parts/persons/colleagues';
import { ErrorState } from '@/parts/states/ErrorState';
import { When } from '@/parts/time/When';
import { StateMark } from '../Marks';
import { useAsset, useFolders, type WholeAsset } from '../queries';
import { fileFacts, TYPES } from '../words';
import { About } from './About';
import { Actions } from './Actions';
import classes from './AssetPage.module.css';
import { Fits } from './Fits';
import { Preview } from './Preview';
import { Rights } from './Rights';
import { Uses } from './Uses';
import { Versions } from './Versions';

export default function AssetPage() {
  const { assetId = '' } = useParams({ strict: false });
  const { data, error, refetch } = useAsset(assetId);
  if (error && !data) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <Skeleton height={360} radius="lg" role="status" aria-label="Loading" />;
  return <Shown key={data.id} asset={data} />;
}

function Shown({ asset }: { asset: WholeAsset }) {
  const [version, setVersion] = useState<number | null>(null); // the newest unless somebody picks another
  const nameOf = useNames([asset.created_by]);
  return (
    <>
      <PageHeader title={asset.name} above={<Above folderId={asset.folder_id} />} actions={<Actions asset={asset} />}>
        <span className={classes.standing}>
          <StateMark asset={asset} />
          <span>
            {TYPES[asset.type]} · {fileFacts(asset.file)}
          </span>
        </span>
      </PageHeader>
      <Text size="sm" mb="md">
        {standing(asset)} Brought by {nameOf(asset.created_by)}, <When at={asset.created_at} isDay />.
      </Text>
      <div className={classes.columns}>
        <Stack>
          <Preview asset={asset} version={version ?? asset.version} onNewest={() => setVersion(null)} />
          <Versions asset={asset} shown={version ?? asset.version} onShow={setVersion} />
          <Fits asset={asset} />
        </Stack>
        <Stack>
          <Rights asset={asset} />
          <About asset={asset} />
          <Uses asset={asset} />
        </Stack>
      </div>
    </>
  );
}

function Above({ folderId }: { folderId: string }) {
  const { data: folders = [] } = useFolders();
  const way = [];
  for (let folder = folders.find(({ id }) => id === folderId); folder; ) {
    way.unshift(folder);
    const above: string = folder.parent_id;
    folder = folders.find(({ id }) => id === above);
  }
  return (
    <Breadcrumbs separatorMargin={6}>
      <Anchor component={Link} to="/assets" size="sm">
        Assets
      </Anchor>
      {way.map(({ id, name }) => (
        <Anchor key={id} component={Link} to="/assets" search={{ folder: id } as never} size="sm">
          {name}
        </Anchor>
      ))}
    </Breadcrumbs>
  );
}

/** What may be used of it now. */
function standing({ status, status_note, version, approved_version: approved, rights }: WholeAsset): string {
  const why = status_note ? ` “${status_note}”` : '';
  if (status === 'archived') return `It is archived: nothing new may use it.${why}`;
  if (rights.state === 'expired') return 'The rights to it have ended: nothing may use it, and its files stay here.';
  if (status === 'rejected') {
    return `Version ${version} was rejected.${why}${approved ? ` Version ${approved} may be used meanwhile.` : ''}`;
  }
  if (status === 'pending_review') {
    return approved && approved !== version
      ? `Version ${version} waits for its review; version ${approved} may be used meanwhile.`
      : `It waits for its review; until then nothing may use it.${why}`;
  }
  return rights.state === 'not_yet' ? 'It is approved, and may be used once its rights begin.' : 'It may be used.';
}
