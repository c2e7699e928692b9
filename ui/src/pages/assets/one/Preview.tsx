/** One version as it is: seen, heard, or read. */
import { Button, Skeleton, Stack, Text } from '@mantine/core';
import { IconDownload, IconPlayerPlay } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useState } from 'react';
import { Panel } from '@/parts/page/Panel';
import { sentence } from '@/parts/states/problems';
import { Trouble } from '@/parts/states/Trouble';
import { useAddress, useFile } from '../files';
import { useVersions, type WholeAsset } from '../queries';
import { type AssetFile, fileFacts, mediaName, sizeOf } from '../words';
import classes from './AssetPage.module.css';

interface Props {
  asset: WholeAsset;
  version: number;
  onNewest: () => void;
}

const AT_ONCE_BYTES = 8_000_000;
const MOST_READ = 4_000;

export function Preview({ asset, version, onNewest }: Props) {
  const { data: versions } = useVersions(asset);
  const isNewest = version === asset.version;
  const file = isNewest ? asset.file : versions?.find((one) => one.version === version)?.file;
  const back = !isNewest && (
    <Button variant="subtle" size="compact-sm" onClick={onNewest}>
      Show the newest
    </Button>
  );
  const removed = file?.removed ?? [];
  return (
    <Panel
      title={isNewest ? 'As it is' : `Version ${version}`}
      aside={back}
      lead={
        removed.length > 0 && `Taken out of it, since it could run or reach out: ${removed.map(sentence).join(', ')}.`
      }
    >
      {asset.rights.state === 'expired' ? (
        <div className={classes.stage}>
          <Text c="dimmed" ta="center">
            The rights to it have ended, so its files are handed out no more.
          </Text>
        </div>
      ) : (
        file && <Looked key={version} assetId={asset.id} name={asset.name} version={version} file={file} />
      )}
    </Panel>
  );
}

interface LookedProps {
  assetId: string;
  name: string;
  version: number;
  file: AssetFile;
}

function Looked({ assetId, name, version, file }: LookedProps) {
  const kind = file.media_type.split('/', 1)[0] ?? '';
  const isShown = ['image', 'video', 'audio', 'font', 'text'].includes(kind) || file.media_type === 'application/json';
  const [isWanted, setWanted] = useState(file.size_bytes <= AT_ONCE_BYTES && kind !== 'video' && kind !== 'audio');
  const { data, error, isFetching, refetch } = useFile(assetId, version, isShown && isWanted);
  if (!isShown) {
    return (
      <div className={classes.stage}>
        <Stack align="center" gap={6}>
          <IconDownload size={26} stroke={1.4} aria-hidden />
          <Text size="sm" c="dimmed" ta="center">
            A browser does not show {mediaName(file.media_type)} files: download it to look at it.
          </Text>
        </Stack>
      </div>
    );
  }
  if (error) return <Trouble error={error} onRetry={refetch} />;
  if (isFetching && !data) return <Skeleton height={280} radius="md" role="status" aria-label="Loading" />;
  if (!data) {
    return (
      <div className={classes.stage}>
        <Button
          variant="default"
          leftSection={<IconPlayerPlay size={17} aria-hidden />}
          onClick={() => setWanted(true)}
        >
          {kind === 'image' ? 'Show it' : 'Play it'} ({sizeOf(file.size_bytes)})
        </Button>
      </div>
    );
  }
  const isClear = kind === 'image' && file.media_type !== 'image/jpeg';
  return (
    <div className={classes.stage} data-clear={isClear || undefined}>
      <Media kind={kind} data={data} name={name} file={file} />
    </div>
  );
}

function Media({ kind, data, name, file }: { kind: string; data: Blob; name: string; file: AssetFile }) {
  const address = useAddress(data);
  if (kind === 'font') return <FontSample data={data} name={name} />;
  if (file.media_type === 'text/html') return <Page data={data} name={name} />;
  if (kind === 'text') return <Words data={data} />;
  if (file.media_type === 'application/json') return <Palette data={data} />;
  if (!address) return null;
  // biome-ignore lint/a11y/useMediaCaption: adverts bring none
  if (kind === 'video') return <video src={address} controls aria-label={name} />;
  // biome-ignore lint/a11y/useMediaCaption: adverts bring none
  if (kind === 'audio') return <audio src={address} controls aria-label={name} />;
  return <img src={address} alt={`${name}, ${fileFacts(file)}`} />;
}

const SAMPLES = [
  { size: 34, words: 'Seven herons cross the ice' },
  { size: 20, words: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ abcdefghijklmnopqrstuvwxyz 0123456789' },
  { size: 15, words: 'Quick zephyrs blow, vexing daft Jim: €12.50, 30 % off — äöü ñ ç ß “quoted”.' },
];

function FontSample({ data, name }: { data: Blob; name: string }) {
  const family = `asset-${useId().replaceAll(/\W/g, '')}`;
  const [isLoaded, setLoaded] = useState(false);
  useEffect(() => {
    let face: FontFace | null = null;
    let isGone = false;
    void data.arrayBuffer().then(async (letters) => {
      face = await new FontFace(family, letters).load().catch(() => null);
      if (!face || isGone) return;
      document.fonts.add(face);
      setLoaded(true);
    });
    return () => {
      isGone = true;
      if (face) document.fonts.delete(face);
    };
  }, [data, family]);
  return (
    <div className={classes.sample} style={{ fontFamily: isLoaded ? family : undefined }}>
      {SAMPLES.map(({ size, words }) => (
        <p key={size} style={{ fontSize: size, margin: '8px 0' }}>
          {size === 34 ? name : words}
        </p>
      ))}
    </div>
  );
}

function Page({ data, name }: { data: Blob; name: string }) {
  const html = useText(data);
  return <iframe title={name} srcDoc={html} sandbox="" referrerPolicy="no-referrer" className={classes.page} />;
}

function Words({ data }: { data: Blob }) {
  const text = useText(data);
  return (
    <pre className={classes.text}>
      {text.slice(0, MOST_READ)}
      {text.length > MOST_READ && ' …'}
    </pre>
  );
}

function Palette({ data }: { data: Blob }) {
  const colours = coloursOf(useText(data));
  if (colours.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        It is an animation: download it to look at it.
      </Text>
    );
  }
  return (
    <ul className={classes.swatches} aria-label="Colours">
      {colours.map(({ name, hex }) => (
        <li key={`${name} ${hex}`}>
          <div className={classes.swatch} style={{ background: hex }} />
          <Text size="sm" fw={600}>
            {name}
          </Text>
          <Text size="xs" c="dimmed">
            {hex.toUpperCase()}
          </Text>
        </li>
      ))}
    </ul>
  );
}

function coloursOf(json: string): { name: string; hex: string }[] {
  try {
    const { colors } = JSON.parse(json) as { colors?: { name?: string; hex?: string }[] };
    return (colors ?? []).map(({ name = '', hex = '' }) => ({ name: name || hex, hex }));
  } catch {
    return [];
  }
}

function useText(data: Blob): string {
  const { data: text = '' } = useQuery({
    queryKey: ['text of', data.size, useId()],
    queryFn: () => data.text(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return text;
}
