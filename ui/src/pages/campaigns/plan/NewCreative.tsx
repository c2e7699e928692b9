import { Button, FileInput, Group, SegmentedControl, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Trouble } from '@/parts/states/Trouble';
import { Listening, useMarked } from '@/parts/writing/heldBack';
import { useLeaving } from '@/parts/writing/useLeaving';
import { useWritten } from '@/parts/writing/useWritten';
import { WholeInput } from '@/parts/writing/WholeInput';
import classes from './CreativesPart.module.css';
import { ACCEPTED, BLANK, creativeOf, FORMATS, type Format, type Source, type Written } from './creative';
import { useUpload } from './queries';

/** How a creative is kept: of a launch, or of a campaign that is edited. */
export type Writes = (creative: Record<string, unknown>) => Promise<unknown>;

interface Props {
  writes: Writes;
  hasLibrary: boolean;
  advertiser: string | null;
  /** Under what it is kept until it is added. */
  subject: string;
  onClose: () => void;
}

export function NewCreative({ writes, hasLibrary, advertiser, subject, onClose }: Props) {
  const first: Written = {
    ...BLANK,
    source: hasLibrary ? 'upload' : 'address',
    landing_url: advertiser ? `https://${advertiser}/` : '',
  };
  const { said: written, change, undo } = useWritten(first, subject, true);
  const [file, setFile] = useState<File | null>(null);
  const [problem, setProblem] = useState<Error | null>(null);
  const [isSending, setSending] = useState(false);
  const upload = useUpload();
  const { isOdd, tell } = useMarked();
  useLeaving(file !== null, 'The file you chose is not added yet, and would have to be chosen again.');
  const close = () => {
    undo();
    onClose();
  };
  const { format, source } = written;
  const sources: Partial<Record<Source, string>> = {
    ...(hasLibrary && { upload: 'A file' }),
    address: 'An address',
    ...(format === 'banner' && { markup: 'Own markup' }),
  };
  const isWhole = written.name.trim() !== '' && written.landing_url.trim() !== '' && (source !== 'upload' || file);
  const send = async () => {
    setSending(true);
    try {
      const stored = source === 'upload' && file ? await upload.mutateAsync(file) : null;
      await writes(creativeOf(written, stored?.sha256 ?? null));
      close();
    } catch (error) {
      setProblem(error as Error);
    } finally {
      setSending(false);
    }
  };
  return (
    <Stack className={classes.writing} gap="md" role="group" aria-label="A new creative">
      <Group>
        <SegmentedControl
          aria-label="Format"
          data={Object.entries(FORMATS).map(([value, label]) => ({ value, label }))}
          value={format}
          onChange={(value) => change({ format: value as Format, source: source === 'markup' ? 'address' : source })}
        />
        <SegmentedControl
          aria-label="Where it comes from"
          data={Object.entries(sources).map(([value, label]) => ({ value, label }))}
          value={source}
          onChange={(value) => change({ source: value as Source })}
        />
      </Group>
      <Listening value={tell}>
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
          <TextInput
            label="Name"
            withAsterisk
            maxLength={200}
            data-autofocus
            value={written.name}
            onChange={({ currentTarget }) => change({ name: currentTarget.value })}
          />
          <TextInput
            label="Leads to"
            withAsterisk
            type="url"
            placeholder="https://"
            value={written.landing_url}
            onChange={({ currentTarget }) => change({ landing_url: currentTarget.value })}
          />
          {source === 'upload' && (
            <FileInput
              label="File"
              description="It goes into the library, and joins once it is approved there"
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              withAsterisk
              accept={ACCEPTED[format]}
              placeholder="Choose one"
              clearable
              value={file}
              onChange={setFile}
            />
          )}
          {source === 'address' && (
            <TextInput
              label={format === 'native' ? 'Picture' : 'Where it is'}
              withAsterisk={format !== 'native'}
              type="url"
              placeholder="https://"
              value={written.media_url}
              onChange={({ currentTarget }) => change({ media_url: currentTarget.value })}
            />
          )}
          {(format === 'banner' || format === 'video') && source !== 'upload' && (
            <Group gap="xs" grow>
              <Pixels label="Width" value={written.width} onChange={(width) => change({ width })} />
              <Pixels label="Height" value={written.height} onChange={(height) => change({ height })} />
            </Group>
          )}
          {(format === 'video' || format === 'audio') && (
            <WholeInput
              label="Seconds"
              min={1}
              max={600}
              value={written.duration_s}
              onChange={(duration_s) => change({ duration_s })}
            />
          )}
        </SimpleGrid>
      </Listening>
      {source === 'markup' && (
        <Textarea
          label="Markup"
          description="Its links lead to ${CLICK_URL}, so that clicks are counted"
          autosize
          minRows={4}
          maxRows={16}
          ff="monospace"
          value={written.html}
          onChange={({ currentTarget }) => change({ html: currentTarget.value })}
        />
      )}
      {format === 'native' && (
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
          <TextInput
            label="Title"
            withAsterisk
            maxLength={140}
            value={written.title}
            onChange={({ currentTarget }) => change({ title: currentTarget.value })}
          />
          <TextInput
            label="What its button says"
            maxLength={40}
            value={written.cta}
            onChange={({ currentTarget }) => change({ cta: currentTarget.value })}
          />
          <Textarea
            label="Text"
            maxLength={2000}
            autosize
            value={written.body}
            onChange={({ currentTarget }) => change({ body: currentTarget.value })}
          />
        </SimpleGrid>
      )}
      {problem && <Trouble error={problem} />}
      <Group gap="xs">
        <Button disabled={!isWhole || isOdd} loading={isSending} onClick={send}>
          Add it
        </Button>
        <Button variant="subtle" onClick={close}>
          Cancel
        </Button>
      </Group>
    </Stack>
  );
}

interface PixelsProps {
  label: string;
  value: number;
  onChange: (pixels: number) => void;
}

function Pixels({ label, value, onChange }: PixelsProps) {
  return <WholeInput label={label} unit="px" min={0} max={10_000} value={value} onChange={onChange} />;
}
