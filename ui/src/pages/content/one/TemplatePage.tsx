import { Alert, Anchor, Button, Group, Skeleton, Tabs, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Link, useBlocker, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { Channel } from '@/api/types';
import { useMay } from '@/app/me';
import { PageHeader } from '@/parts/page/PageHeader';
import { ErrorState } from '@/parts/states/ErrorState';
import { showDone } from '@/parts/states/problems';
import { Trouble } from '@/parts/states/Trouble';
import { channelOf } from '@/parts/words/channels';
import { Listening, useMarked } from '@/parts/writing/heldBack';
import { mayLose } from '@/parts/writing/useLeaving';
import { useRestore } from '../changes';
import { defaultOf } from '../content';
import { type Shown, TABS, type Tab } from '../filters';
import { useWhom } from '../preview/useWhom';
import { useChecked, useKnown, useTemplate, type WholeTemplate } from '../queries';
import { StandingMark } from '../StandingMark';
import { Versions } from '../versions/Versions';
import { useDraft } from '../write/useDraft';
import { Actions } from './Actions';
import { Meanwhile } from './Meanwhile';
import { Uses } from './Uses';
import { ValuesPart } from './ValuesPart';
import { WritePart } from './WritePart';

const SETTLED_MS = 600;
const NOTHING: readonly string[] = [];

export default function TemplatePage() {
  const { templateId = '' }: { templateId?: string } = useParams({ strict: false });
  const { data, error, refetch } = useTemplate(templateId);
  const [readings, setReadings] = useState(0);
  if (error && !data) {
    return (
      <>
        <PageHeader title="Template" above={<Back />} />
        <ErrorState error={error} onRetry={refetch} />
      </>
    );
  }
  if (!data) return <Skeleton height={420} radius="lg" role="status" aria-label="Loading" />;
  const reread = () => void refetch().then(() => setReadings(readings + 1));
  return <Whole key={`${templateId} ${readings}`} template={data} onReread={reread} />;
}

function Back() {
  return (
    <Anchor component={Link} to="/templates" size="sm">
      Templates
    </Anchor>
  );
}

function Whole({ template, onReread }: { template: WholeTemplate; onReread: () => void }) {
  const { tab = 'write' }: Shown = useSearch({ strict: false });
  const navigate = useNavigate();
  const mayWrite = useMay('journey:write');
  const isReadOnly = !mayWrite || template.is_archived;
  const draft = useDraft(template);
  const { isOdd, tell } = useMarked();
  const channel = template.channel as Channel;
  const [locale, setLocale] = useState(() => defaultOf(draft.content));
  const shownLocale = locale in draft.content.wordings ? locale : defaultOf(draft.content);
  const [settled] = useDebouncedValue(draft.content, SETTLED_MS);
  const check = useChecked(template.id, channel, settled, 'marketing');
  const known = useKnown();
  const reads = check.data?.reads ?? (check.isError ? NOTHING : undefined);
  const whom = useWhom({ reads, known, lookups: settled.lookups });
  const [previewLocale, setPreviewLocale] = useState(defaultOf(draft.content));
  useBlocker({
    shouldBlockFn: () => draft.problem !== null && !window.confirm('Leave without what could not be saved?'),
    enableBeforeUnload: () => draft.state !== 'saved',
  });
  const choose = (next: string) => {
    setLocale(next);
    setPreviewLocale(next);
  };
  const shared = { template, draft, channel, isReadOnly, locale: shownLocale };
  return (
    <>
      <PageHeader
        title={template.name}
        above={<Back />}
        actions={<Actions {...{ template, draft, whom, onReread, isOdd }} checked={check.data} />}
      >
        <Group gap="md">
          <span>{channelOf(template.channel)}</span>
          <StandingMark template={template} isInline />
          {!isReadOnly && <Saved state={isOdd ? 'odd' : draft.state} />}
        </Group>
      </PageHeader>
      {template.is_archived && <Archived template={template} mayWrite={mayWrite} onReread={onReread} />}
      <Meanwhile draft={draft} />
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(next) =>
          mayLose(isOdd) &&
          void navigate({
            to: `/templates/${template.id}`,
            search: next === 'write' ? {} : { tab: next as Tab },
            replace: true,
          } as never)
        }
      >
        <Tabs.List mb="md" aria-label={template.name}>
          {(Object.keys(TABS) as Tab[]).map((one) => (
            <Tabs.Tab key={one} value={one}>
              {TABS[one]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="write">
          <WritePart
            {...shared}
            checked={check.data}
            known={known}
            whom={whom}
            onLocale={choose}
            previewLocale={previewLocale}
            onPreviewLocale={setPreviewLocale}
          />
        </Tabs.Panel>
        <Tabs.Panel value="values">
          <Listening value={tell}>
            <ValuesPart content={draft.content} channel={channel} isReadOnly={isReadOnly} onChange={draft.change} />
          </Listening>
        </Tabs.Panel>
        <Tabs.Panel value="versions">
          <Versions template={template} draft={draft} isReadOnly={isReadOnly} />
        </Tabs.Panel>
        <Tabs.Panel value="uses">
          <Uses templateId={template.id} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

const STATES = {
  saved: 'Kept as a draft',
  saving: 'Keeping it…',
  failed: 'Not kept',
  odd: 'All but what is marked is kept',
} as const;

function Saved({ state }: { state: keyof typeof STATES }) {
  return (
    <Text span size="sm" c={state === 'failed' ? 'red' : 'dimmed'} role="status">
      {STATES[state]}
    </Text>
  );
}

function Archived({
  template,
  mayWrite,
  onReread,
}: {
  template: WholeTemplate;
  mayWrite: boolean;
  onReread: () => void;
}) {
  const restore = useRestore(template.id);
  return (
    <Alert color="gray" variant="light" mb="md" title="This template is archived">
      What sends it goes on sending it; nothing new that names it can be published.
      {mayWrite && (
        <Button
          size="compact-sm"
          variant="default"
          mt="xs"
          display="block"
          loading={restore.isPending}
          onClick={() =>
            restore.mutate(undefined, {
              onSuccess: () => {
                showDone('It is back among the templates in use.');
                onReread();
              },
            })
          }
        >
          Take it back
        </Button>
      )}
      {restore.error && <Trouble error={restore.error} />}
    </Alert>
  );
}
