import { Button, Group, Loader, NativeSelect, Text } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useState } from 'react';
import { Panel } from '@/parts/page/Panel';
import { useNames } from '@/parts/persons/colleagues';
import { EmptyState } from '@/parts/states/EmptyState';
import { showDone } from '@/parts/states/problems';
import { Trouble } from '@/parts/states/Trouble';
import { When } from '@/parts/time/When';
import { SureDialogue } from '@/parts/writing/SureDialogue';
import { type Content, contentOf } from '../content';
import { useVersion, useVersions, type Version, type WholeTemplate } from '../queries';
import type { Draft } from '../write/useDraft';
import { Difference } from './Difference';
import classes from './Versions.module.css';

const DRAFT = 0;

interface Props {
  template: WholeTemplate;
  draft: Draft;
  isReadOnly: boolean;
}

/** Everything that was published, what it says otherwise, and the way back to it. */
export function Versions({ template, draft, isReadOnly }: Props) {
  const { data, error, refetch } = useVersions(template.id);
  const hasDraft = template.has_draft || draft.state !== 'saved';
  if (error && !data) return <Trouble error={error} onRetry={refetch} />;
  if (!data) return <Loader type="dots" aria-label="Loading" />;
  if (data.length === 0) {
    return (
      <EmptyState icon={IconHistory} title="Nothing was published yet">
        Each time it is published it is kept as a version that never changes: who published it, when, and what it said.
      </EmptyState>
    );
  }
  return <Compared template={template} draft={draft} versions={data} hasDraft={hasDraft} isReadOnly={isReadOnly} />;
}

interface ComparedProps extends Props {
  versions: readonly Version[];
  hasDraft: boolean;
}

function Compared({ template, draft, versions, hasDraft, isReadOnly }: ComparedProps) {
  const newest = versions[0]?.version ?? 0;
  const [after, setAfter] = useState(hasDraft ? DRAFT : newest);
  const [before, setBefore] = useState(hasDraft ? newest : (versions[1]?.version ?? newest));
  const [restored, setRestored] = useState<Version | null>(null);
  const nameOf = useNames(versions.map(({ published_by }) => published_by));
  const titleOf = (version: number) => (version === DRAFT ? 'The draft' : `Version ${version}`);
  const choices = [
    ...(hasDraft ? [{ value: String(DRAFT), label: titleOf(DRAFT) }] : []),
    ...versions.map(({ version }) => ({
      value: String(version),
      label: version === template.live_version ? `${titleOf(version)}, live` : titleOf(version),
    })),
  ];
  return (
    <div className={classes.both}>
      <Panel title="What was published">
        <ol className={classes.versions}>
          {versions.map((one) => (
            <li
              key={one.version}
              className={classes.version}
              data-live={one.version === template.live_version || undefined}
            >
              <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
                <Text fw={600} size="sm">
                  Version {one.version}
                  {one.version === template.live_version && ', live'}
                </Text>
                <Text size="xs" c="dimmed" component="div">
                  <When at={one.published_at} />
                </Text>
              </Group>
              <Text size="xs" c="dimmed">
                {nameOf(one.published_by)}
              </Text>
              {one.comment && <Text size="sm">{one.comment}</Text>}
              <Group gap={6} mt={4}>
                <Button
                  size="compact-xs"
                  variant="default"
                  onClick={() => {
                    setBefore(one.version);
                    setAfter(hasDraft ? DRAFT : newest);
                  }}
                >
                  Compare
                </Button>
                {!isReadOnly && (one.version !== template.live_version || hasDraft) && (
                  <Button size="compact-xs" variant="default" onClick={() => setRestored(one)}>
                    Take it up again
                  </Button>
                )}
              </Group>
            </li>
          ))}
        </ol>
      </Panel>
      <Panel
        title="The difference"
        aside={
          <Group gap="xs">
            <NativeSelect
              size="xs"
              aria-label="Before"
              data={choices}
              value={String(before)}
              onChange={({ currentTarget }) => setBefore(Number(currentTarget.value))}
            />
            <Text size="sm">and</Text>
            <NativeSelect
              size="xs"
              aria-label="After"
              data={choices}
              value={String(after)}
              onChange={({ currentTarget }) => setAfter(Number(currentTarget.value))}
            />
          </Group>
        }
      >
        <Sides
          templateId={template.id}
          draft={draft.content}
          versions={[before, after]}
          titles={[titleOf(before), titleOf(after)]}
        />
      </Panel>
      {restored && (
        <Restore
          template={template}
          version={restored}
          hasDraft={hasDraft}
          onDone={(content) => {
            setRestored(null);
            if (!content) return;
            draft.change(content);
            setBefore(newest);
            setAfter(DRAFT);
            showDone(`Version ${restored.version} is the draft now. It is sent once it is published.`);
          }}
        />
      )}
    </div>
  );
}

interface SidesProps {
  templateId: string;
  draft: Content;
  versions: readonly [before: number, after: number];
  titles: readonly [before: string, after: string];
}

function Sides({ templateId, draft, versions: [before, after], titles }: SidesProps) {
  const one = useVersion(templateId, before);
  const other = useVersion(templateId, after);
  const error = one.error ?? other.error;
  if (error) return <Trouble error={error} />;
  const was = before === DRAFT ? draft : one.data && contentOf(one.data.content);
  const is = after === DRAFT ? draft : other.data && contentOf(other.data.content);
  if (!was || !is) return <Loader type="dots" aria-label="Loading" />;
  if (before === after) return <Text size="sm">Choose two that are not the same.</Text>;
  return <Difference before={was} after={is} titles={titles} />;
}

interface RestoreProps {
  template: WholeTemplate;
  version: Version;
  hasDraft: boolean;
  onDone: (content: Content | null) => void;
}

/** What was published once becomes the draft; what is live stays until that is published. */
function Restore({ template, version, hasDraft, onDone }: RestoreProps) {
  const { data, error } = useVersion(template.id, version.version);
  return (
    <SureDialogue
      title={`Take up version ${version.version} again`}
      yes={hasDraft ? 'Write over the draft' : 'Make it the draft'}
      isHarmless={!hasDraft}
      isPending={!data && !error}
      error={error}
      onSure={() => data && onDone(contentOf(data.content))}
      onClose={() => onDone(null)}
    >
      {hasDraft
        ? 'What the draft says now is written over. '
        : 'It becomes the draft, so that you can look at it first. '}
      Version {template.live_version} goes on being sent until you publish.
    </SureDialogue>
  );
}
