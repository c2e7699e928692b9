import { Alert, Group, NativeSelect, SegmentedControl, Skeleton, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { asProblem } from '@/api/problem';
import type { Channel } from '@/api/types';
import { useMay } from '@/app/me';
import { sentence } from '@/parts/states/problems';
import { told } from '@/parts/words/values';
import { type Content, languageOf, localesOf } from '../content';
import { type Preview, usePreview } from '../queries';
import { Findings } from '../write/Findings';
import { hasDarkStyles, type Scheme } from './dark';
import classes from './Preview.module.css';
import { type Device, Shown } from './Shown';
import type { Whom } from './useWhom';
import { WhomPicker } from './WhomPicker';

const SETTLED_MS = 500;
const NARROW_PX = 768;

interface Props {
  templateId: string | null;
  channel: Channel;
  content: Content;
  whom: Whom;
  /** The language that is written, or empty for the reader's own. */
  locale: string;
  onLocale: (locale: string) => void;
  /** What is live, to be looked at instead; 0 where there is nothing else. */
  liveVersion?: number;
}

/** The message beside what is written, as anybody would get it. */
export function PreviewPanel({ templateId, channel, content, whom, locale, onLocale, liveVersion = 0 }: Props) {
  const mayRead = useMay('profile:read');
  const [device, setDevice] = useState<Device>(() =>
    channel === 'email' && window.innerWidth > NARROW_PX ? 'desktop' : 'phone',
  );
  const [scheme, setScheme] = useState<Scheme>('light');
  const [isLive, setLive] = useState(false);
  const [settled] = useDebouncedValue(content, SETTLED_MS);
  const [reader] = useDebouncedValue(whom.reader, SETTLED_MS, { leading: true });
  const version = isLive ? liveVersion : 0;
  const wanted = { templateId, channel, content: settled, reader: { ...reader, locale }, version };
  const { data, error, isFetching, isPending } = usePreview(wanted, reader !== null);
  if (!mayRead) {
    return (
      <section className={classes.panel} aria-label="Preview">
        <Text size="sm" c="dimmed">
          A preview shows what is known of people, and your roles do not let you see that. An administrator can give you
          one that does.
        </Text>
      </section>
    );
  }
  return (
    <section className={classes.panel} aria-label="Preview">
      <Group gap="xs">
        <SegmentedControl
          size="xs"
          aria-label="Device"
          data={[
            { value: 'desktop', label: 'Desktop' },
            { value: 'phone', label: 'Phone' },
          ]}
          value={device}
          onChange={(value) => setDevice(value as Device)}
        />
        <SegmentedControl
          size="xs"
          aria-label="Reader’s screen"
          data={[
            { value: 'light', label: 'Light' },
            { value: 'dark', label: 'Dark' },
          ]}
          value={scheme}
          onChange={(value) => setScheme(value as Scheme)}
        />
        {liveVersion > 0 && (
          <SegmentedControl
            size="xs"
            aria-label="Which of the two"
            data={[
              { value: 'draft', label: 'Draft' },
              { value: 'live', label: `Live, version ${liveVersion}` },
            ]}
            value={isLive ? 'live' : 'draft'}
            onChange={(value) => setLive(value === 'live')}
          />
        )}
        <NativeSelect
          size="xs"
          aria-label="In which language"
          data={[
            { value: '', label: 'In their language' },
            ...localesOf(content).map((value) => ({ value, label: languageOf(value) })),
          ]}
          value={locale}
          onChange={({ currentTarget }) => onLocale(currentTarget.value)}
        />
      </Group>
      <WhomPicker whom={whom} />
      {error ? <NotShown error={error} /> : null}
      {isPending && !error && <Skeleton height={420} role="status" aria-label="Loading" />}
      {data && !error && (
        <div className={isFetching ? classes.faded : undefined} aria-busy={isFetching}>
          <Shown preview={data} channel={channel} device={device} scheme={scheme} />
          <Said preview={data} scheme={scheme} whom={whom} />
        </div>
      )}
    </section>
  );
}

function NotShown({ error }: { error: unknown }) {
  const { message, remedy } = asProblem(error);
  return (
    <Alert color="amber" variant="light" title="They would not be sent this" role="status">
      {sentence(message)}. {remedy}
    </Alert>
  );
}

/** What there is to say of it for this one reader. */
function Said({ preview, scheme, whom }: { preview: Preview; scheme: Scheme; whom: Whom }) {
  const { html, html_bytes, locale, fetched, findings } = preview;
  const lost = Object.entries(fetched).filter(([, { reason }]) => reason);
  const size = html ? ` The page has ${told(Math.ceil(html_bytes / 1_024))} of the 102 KB that Gmail shows.` : '';
  return (
    <Group gap={6} mt="xs" align="flex-start" style={{ flexDirection: 'column' }}>
      <Text size="xs" c="dimmed">
        As {whom.name} gets it, in {languageOf(locale)}.{size}
      </Text>
      {scheme === 'dark' && html && !hasDarkStyles(html) && (
        <Text size="xs" c="dimmed">
          It has no styles for dark screens, so that programs turn its colours over, about like this.
        </Text>
      )}
      {lost.map(([name, { reason }]) => (
        <Text key={name} size="xs">
          “{name}” could not be fetched: {reason}
        </Text>
      ))}
      {findings.length > 0 && (
        <Findings checked={{ findings, can_be_published: true, reads: [], blocks: {} }} isOfOne />
      )}
    </Group>
  );
}
