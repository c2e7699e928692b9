import { Alert, Anchor, Button, Group, Skeleton, Text, TextInput } from '@mantine/core';
import { Link, useBlocker, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { asProblem } from '@/api/problem';
import { useMay } from '@/app/me';
import { ActButton } from '@/parts/page/Act';
import { Jump } from '@/parts/page/Jump';
import { PageHeader } from '@/parts/page/PageHeader';
import { Panel } from '@/parts/page/Panel';
import { useNames } from '@/parts/persons/colleagues';
import { ErrorState } from '@/parts/states/ErrorState';
import { showDone } from '@/parts/states/problems';
import { Trouble } from '@/parts/states/Trouble';
import { counted } from '@/parts/words/counted';
import classes from '../content.module.css';
import { StandingMark } from '../StandingMark';
import { isSame } from '../write/merge';
import { Publish } from './Publish';
import { type BlockContent, useBlock, useSaveBlock, type WholeBlock } from './queries';
import { Remove } from './Remove';
import { VariantsPart } from './VariantsPart';

export default function BlockPage() {
  const { name = '' }: { name?: string } = useParams({ strict: false });
  const { data, error, refetch } = useBlock(name);
  const [readings, setReadings] = useState(0);
  if (error && !data) {
    return (
      <>
        <PageHeader title="Content block" above={<Back />} />
        <ErrorState error={error} onRetry={refetch} />
      </>
    );
  }
  if (!data) return <Skeleton height={420} radius="lg" role="status" aria-label="Loading" />;
  const reread = () => void refetch().then(() => setReadings(readings + 1));
  return <Whole key={`${name} ${readings}`} block={data} onReread={reread} />;
}

function Back() {
  return (
    <Anchor component={Link} to="/content-blocks" size="sm">
      Content blocks
    </Anchor>
  );
}

function Whole({ block, onReread }: { block: WholeBlock; onReread: () => void }) {
  const mayWrite = useMay('journey:write');
  const read = block.content as unknown as BlockContent;
  const [kept, setKept] = useState({ content: read, description: block.description, revision: block.draft_revision });
  const [content, setContent] = useState(read);
  const [description, setDescription] = useState(block.description);
  const [doing, setDoing] = useState<'publish' | 'remove' | null>(null);
  const save = useSaveBlock();
  const isChanged = !isSame(content, kept.content) || description !== kept.description;
  const problem = save.error && asProblem(save.error);
  const by = block.draft_revision === kept.revision ? '' : block.draft_by;
  const nameOf = useNames(by ? [by] : []);
  const used = Object.keys(block.used_by).length;
  useBlocker({
    shouldBlockFn: () => isChanged && !window.confirm('Leave without saving what you changed?'),
    enableBeforeUnload: () => isChanged,
  });
  const keep = (revision: number) =>
    save.mutate(
      { name: block.name, description, content, revision },
      {
        onSuccess: ({ draft_revision }) => {
          setKept({ content, description, revision: draft_revision });
          showDone('It is kept as a draft. Templates get it once it is published.');
        },
      },
    );
  const why = isChanged ? 'Save what you changed first.' : block.has_draft ? '' : 'What is live says all of it.';
  const actions = mayWrite && (
    <Group gap="xs">
      <ActButton
        why={
          used > 0 &&
          `${counted(used, 'template has', 'templates have')} it: take it out of ${used === 1 ? 'that' : 'them'} first.`
        }
        variant="default"
        onClick={() => setDoing('remove')}
      >
        Remove
      </ActButton>
      <Button variant="default" disabled={!isChanged} loading={save.isPending} onClick={() => keep(kept.revision)}>
        Save
      </Button>
      <ActButton why={why} onClick={() => setDoing('publish')}>
        Publish
      </ActButton>
    </Group>
  );
  return (
    <>
      <PageHeader title={block.name} above={<Back />} actions={actions}>
        <Group gap="md">
          <span className={classes.mono}>{`{% block '${block.name}' %}`}</span>
          <StandingMark template={block} isInline />
        </Group>
      </PageHeader>
      {problem?.status === 409 ? (
        <Alert
          color="amber"
          variant="light"
          role="alert"
          mb="md"
          title={`${by ? nameOf(by) : 'Somebody else'} wrote it meanwhile`}
        >
          Nothing of yours is lost, and nothing of theirs was written over.
          <Group gap="xs" mt="xs">
            <Button size="compact-sm" variant="default" onClick={onReread}>
              Take theirs, and forget mine
            </Button>
            <Button size="compact-sm" color="red" variant="light" onClick={() => keep(block.draft_revision)}>
              Write mine over theirs
            </Button>
          </Group>
        </Alert>
      ) : (
        problem && <Trouble error={problem} />
      )}
      {mayWrite && (
        <TextInput
          label="What it is for"
          mb="md"
          maw={640}
          maxLength={4_000}
          value={description}
          onChange={({ currentTarget }) => setDescription(currentTarget.value)}
        />
      )}
      {!mayWrite && description && <Text mb="md">{description}</Text>}
      <VariantsPart content={content} isReadOnly={!mayWrite} onChange={setContent} />
      {used > 0 && (
        <Panel title="In templates" lead={`${counted(used, 'template has', 'templates have')} it in what is live.`}>
          <ul className={classes.list}>
            {Object.entries(block.used_by).map(([id, version]) => (
              <li key={id} className={classes.use}>
                <Jump to="/templates/$templateId" params={{ templateId: id }}>
                  {block.template_names[id] ?? 'A template'}
                </Jump>
                <Text span size="sm" c="dimmed">
                  {version === block.live_version ? 'As it is live' : `Still in version ${version}`}
                </Text>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {doing === 'publish' && <Publish block={block} onClose={() => setDoing(null)} onDone={onReread} />}
      {doing === 'remove' && <Remove block={block} onClose={() => setDoing(null)} />}
    </>
  );
}
