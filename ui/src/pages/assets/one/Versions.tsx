import { Badge, Button, FileButton, Group, Progress, Text, Textarea } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { asProblem, type Problem } from '@/api/problem';
import { useMay } from '@/app/me';
import { DropArea } from '@/parts/files/DropArea';
import { ActButton } from '@/parts/page/Act';
import { Panel } from '@/parts/page/Panel';
import { useNames } from '@/parts/persons/colleagues';
import { showDone } from '@/parts/states/problems';
import { Trouble } from '@/parts/states/Trouble';
import { When } from '@/parts/time/When';
import { ACCEPTED } from '../kinds';
import { useAddVersion, useVersions, type WholeAsset } from '../queries';
import { sendFile } from '../sending';
import { fileFacts } from '../words';
import classes from './AssetPage.module.css';

interface Props {
  asset: WholeAsset;
  shown: number;
  onShow: (version: number | null) => void;
}

/** Every file it has been, and the way to bring the next one. */
export function Versions({ asset, shown, onShow }: Props) {
  const mayWrite = useMay('creative:write');
  const { data: versions = [], error, refetch } = useVersions(asset);
  const nameOf = useNames(versions.map(({ created_by }) => created_by));
  const [file, setFile] = useState<File | null>(null);
  const isArchived = asset.status === 'archived';
  const isOver = asset.rights.state === 'expired';
  const button = mayWrite && !file && (
    <FileButton onChange={setFile} accept={ACCEPTED}>
      {(props) => (
        <ActButton
          why={isArchived && 'An archived asset gets no new version: restore it first'}
          variant="default"
          size="compact-sm"
          leftSection={<IconUpload size={16} aria-hidden />}
          onClick={props.onClick}
        >
          New version
        </ActButton>
      )}
    </FileButton>
  );
  const lead = versions.length > 1 ? `${versions.length} versions; each stays as it was.` : 'One version.';
  return (
    <DropArea
      says="Drop files to upload them as the next version"
      onDrop={mayWrite && !isArchived ? ([one]) => setFile(one ?? null) : undefined}
    >
      <Panel title="Versions" lead={lead} aside={button}>
        {file && (
          <NewVersion
            asset={asset}
            file={file}
            onClose={() => setFile(null)}
            onMade={() => {
              setFile(null);
              onShow(null);
            }}
          />
        )}
        {error && versions.length === 0 && <Trouble error={error} onRetry={refetch} />}
        <ul className={classes.versions}>
          {versions.map(({ version, note, file: kept, created_by, created_at }) => (
            <li key={version} className={classes.version} data-shown={version === shown || undefined}>
              <div className={classes.words}>
                <Group gap={8}>
                  <Text size="sm" fw={600}>
                    Version {version}
                  </Text>
                  {version === asset.approved_version && (
                    <Badge size="sm" variant="light" tt="none">
                      May be used
                    </Badge>
                  )}
                </Group>
                {note && <Text size="sm">“{note}”</Text>}
                <Text size="xs" c="dimmed" component="div">
                  {fileFacts(kept)} · {nameOf(created_by)}, <When at={created_at} isDay />
                </Text>
              </div>
              {version !== shown && !isOver && (
                <Button variant="subtle" size="compact-sm" onClick={() => onShow(version)}>
                  Show
                </Button>
              )}
            </li>
          ))}
        </ul>
      </Panel>
    </DropArea>
  );
}

interface NewVersionProps {
  asset: WholeAsset;
  file: File;
  onClose: () => void;
  onMade: () => void;
}

function NewVersion({ asset, file, onClose, onMade }: NewVersionProps) {
  const add = useAddVersion(asset);
  const [note, setNote] = useState('');
  const [share, setShare] = useState<number | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const send = async () => {
    setProblem(null);
    setShare(0);
    try {
      const { sha256 } = await sendFile(file, setShare);
      const before = asset.version;
      const { version } = await add.mutateAsync({ file: sha256, note: note.trim() });
      showDone(
        version === before ? 'It is the same file: nothing has changed.' : `Version ${version} waits for its review.`,
      );
      onMade();
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setShare(null);
    }
  };
  return (
    <Group align="flex-end" gap="sm" mb="md">
      <Textarea
        label={`What is new in ${file.name}`}
        flex="1 1 240px"
        autosize
        maxLength={2_000}
        value={note}
        data-autofocus
        onChange={({ currentTarget }) => setNote(currentTarget.value)}
      />
      <Button variant="default" onClick={onClose}>
        Cancel
      </Button>
      <Button loading={share !== null} onClick={() => void send()}>
        Upload it
      </Button>
      {share !== null && (
        <Progress value={100 * share} w="100%" size="sm" aria-label={`How much of ${file.name} is sent`} />
      )}
      {problem && (
        <div style={{ width: '100%' }}>
          <Trouble error={problem} />
        </div>
      )}
    </Group>
  );
}
