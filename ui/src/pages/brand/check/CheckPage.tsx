import {
  Anchor,
  Button,
  FileButton,
  Group,
  NativeSelect,
  SegmentedControl,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconPhotoPlus, IconX } from '@tabler/icons-react';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { BrandReport, Creative } from '@/api/types';
import { PageHeader } from '@/parts/page/PageHeader';
import { Panel } from '@/parts/page/Panel';
import { Trouble } from '@/parts/states/Trouble';
import { useRows } from '@/parts/table/rows';
import { type Against, useCheckCreative, useCheckPosted, useKits, useSomeCreatives } from '../queries';
import classes from './CheckPage.module.css';
import { Judged } from './Judged';
import { Measure } from './Measure';
import { base64Of, TEXTS, type Written } from './written';

const WAYS = { words: 'Words', images: 'Images', markup: 'Markup', creative: 'A creative' };
type Way = keyof typeof WAYS;

const BLANK: Written = { texts: {}, html: '', images: [] };
const MOST_IMAGES = 10;

/** Holds anything against a kit, also against a draft of one; nothing of it is kept. */
export default function CheckPage() {
  const { kit }: { kit?: string } = useSearch({ strict: false });
  const { rows: kits } = useRows(useKits(false), 'items');
  const [which, setWhich] = useState(kit ? `draft ${kit}` : '');
  const [way, setWay] = useState<Way>('words');
  const [written, setWritten] = useState(BLANK);
  const [creative, setCreative] = useState<Creative | null>(null);
  const [judged, setJudged] = useState<{ report: BrandReport; of: Written | Creative } | null>(null);
  const posted = useCheckPosted();
  const stored = useCheckCreative();
  const { error, isPending } = way === 'creative' ? stored : posted;
  const say = (more: Partial<Written>) => setWritten((before) => ({ ...before, ...more }));
  const look = async () => {
    setJudged(null);
    const against = againstOf(which);
    try {
      if (way === 'creative' && creative) {
        setJudged({ report: await stored.mutateAsync({ creativeId: creative.id, ...against }), of: creative });
      } else {
        const of = only(written, way);
        const images = await Promise.all(
          of.images.map(async (file) => ({ name: file.name, data: await base64Of(file) })),
        );
        setJudged({ report: await posted.mutateAsync({ ...against, html: of.html, texts: of.texts, images }), of });
      }
    } catch {
      // said below
    }
  };
  const isReady =
    way === 'creative'
      ? creative !== null
      : way === 'words'
        ? Object.values(written.texts).some((text) => text.trim())
        : way === 'markup'
          ? written.html.trim() !== ''
          : written.images.length > 0;
  return (
    <>
      <PageHeader
        title="Check against the brand"
        above={
          <Anchor component={Link} to="/brand" size="sm">
            Brand kits
          </Anchor>
        }
      >
        Words, images, markup or a creative: what is off brand, where, and what to do. Nothing of it is kept.
      </PageHeader>
      <div className={classes.columns}>
        <Panel title="What to look at">
          <form
            onSubmit={(event) => {
              event.preventDefault();
              void look();
            }}
          >
            <Stack>
              <NativeSelect
                label="Against"
                data={[
                  { value: '', label: 'The kit in force' },
                  ...kits.flatMap(({ id, name, live_version, has_draft }) => [
                    ...(live_version ? [{ value: `live ${id}`, label: `${name}, as published` }] : []),
                    ...(has_draft || kit === id ? [{ value: `draft ${id}`, label: `${name}, the draft` }] : []),
                  ]),
                ]}
                value={which}
                onChange={({ currentTarget }) => setWhich(currentTarget.value)}
              />
              <SegmentedControl
                aria-label="What is looked at"
                data={Object.entries(WAYS).map(([value, label]) => ({ value, label }))}
                value={way}
                onChange={(value) => setWay(value as Way)}
              />
              {way === 'words' &&
                Object.entries(TEXTS).map(([part, label]) =>
                  part === 'body' ? (
                    <Textarea
                      key={part}
                      label={label}
                      autosize
                      minRows={3}
                      maxLength={20_000}
                      value={written.texts[part] ?? ''}
                      onChange={({ currentTarget }) =>
                        say({ texts: { ...written.texts, [part]: currentTarget.value } })
                      }
                    />
                  ) : (
                    <TextInput
                      key={part}
                      label={label}
                      value={written.texts[part] ?? ''}
                      onChange={({ currentTarget }) =>
                        say({ texts: { ...written.texts, [part]: currentTarget.value } })
                      }
                    />
                  ),
                )}
              {way === 'markup' && (
                <Textarea
                  label="Markup"
                  description="With its styles; scripts are not run, and images it loads are not fetched"
                  inputWrapperOrder={['label', 'input', 'description', 'error']}
                  autosize
                  minRows={10}
                  maxRows={22}
                  maxLength={200_000}
                  styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
                  value={written.html}
                  onChange={({ currentTarget }) => say({ html: currentTarget.value })}
                />
              )}
              {way === 'images' && <Images images={written.images} onChange={(images) => say({ images })} />}
              {way === 'creative' && <Creatives chosen={creative} onChoose={setCreative} />}
              {error && <Trouble error={error} />}
              <Group>
                <Button type="submit" disabled={!isReady} loading={isPending}>
                  Look at it
                </Button>
              </Group>
            </Stack>
          </form>
        </Panel>
        <Stack>
          <Panel title="What is found">
            {judged ? (
              <Judged report={judged.report} of={judged.of} kits={kits} />
            ) : (
              <Text size="sm" c="dimmed">
                {isPending ? 'Looking …' : 'What is off brand is listed here, and drawn where it is.'}
              </Text>
            )}
          </Panel>
          <Measure {...againstOf(which)} />
        </Stack>
      </div>
    </>
  );
}

interface ImagesProps {
  images: readonly File[];
  onChange: (images: File[]) => void;
}

function Images({ images, onChange }: ImagesProps) {
  return (
    <div>
      <FileButton
        multiple
        accept="image/png,image/jpeg,image/webp,image/gif"
        onChange={(files) => onChange([...images, ...files].slice(0, MOST_IMAGES))}
      >
        {(props) => (
          <Button {...props} variant="default" leftSection={<IconPhotoPlus size={17} aria-hidden />}>
            Add images
          </Button>
        )}
      </FileButton>
      <Text size="xs" c="dimmed" mt={6}>
        PNG, JPEG, WebP or GIF, up to {MOST_IMAGES} of them
      </Text>
      {images.map((image) => (
        <Group key={`${image.name} ${image.lastModified}`} justify="space-between" wrap="nowrap" mt={6}>
          <Text size="sm" truncate>
            {image.name}
          </Text>
          <Button
            variant="subtle"
            color="gray"
            size="compact-sm"
            aria-label={`Take ${image.name} out`}
            onClick={() => onChange(images.filter((one) => one !== image))}
          >
            <IconX size={16} aria-hidden />
          </Button>
        </Group>
      ))}
    </div>
  );
}

function Creatives({ chosen, onChoose }: { chosen: Creative | null; onChoose: (creative: Creative | null) => void }) {
  const { data: creatives = [] } = useSomeCreatives();
  return (
    <Select
      label="Which"
      searchable
      nothingFoundMessage="None is called that"
      placeholder={creatives.length === 0 ? 'There are none yet' : undefined}
      data={creatives.map(({ id, name }) => ({ value: id, label: name }))}
      value={chosen?.id ?? null}
      onChange={(id) => onChoose(creatives.find((one) => one.id === id) ?? null)}
    />
  );
}

function againstOf(which: string): Against {
  const [what, id] = which.split(' ');
  return id ? { kit_id: id, draft: what === 'draft' } : {};
}

/** What was written in the way that is looked at; the rest waits. */
function only({ texts, html, images }: Written, way: Way): Written {
  const said = Object.entries(texts).filter(([, text]) => text.trim());
  return {
    texts: way === 'words' ? Object.fromEntries(said) : {},
    html: way === 'markup' ? html : '',
    images: way === 'images' ? images : [],
  };
}
