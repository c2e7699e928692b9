import { ActionIcon, Button, Group, NativeSelect, Select, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { Schemas } from '@/api/types';
import { useMay } from '@/app/me';
import { ActButton } from '@/parts/page/Act';
import { Jump } from '@/parts/page/Jump';
import { Panel } from '@/parts/page/Panel';
import { showProblem } from '@/parts/states/problems';
import { Trouble } from '@/parts/states/Trouble';
import { useForgetUse, useNoteUse, useUses, type WholeAsset } from '../queries';
import classes from './AssetPage.module.css';
import { KINDS_OF_USE, useSubjects, useUserNames } from './users';

type Use = Schemas['UseView'];

/** Where it is used: what somebody noted, and creatives that show it by themselves. */
export function Uses({ asset }: { asset: WholeAsset }) {
  const mayWrite = useMay('creative:write');
  const { data, error, refetch } = useUses(asset.id);
  const forget = useForgetUse(asset.id);
  const [isNoting, setNoting] = useState(false);
  const noted: readonly Pick<Use, 'kind' | 'subject_id' | 'version'>[] = [
    ...(data?.noted ?? []),
    ...(data?.creative_ids ?? []).map((id) => ({ kind: 'creative' as const, subject_id: id, version: 0 })),
  ];
  const nameOf = useUserNames(noted);
  const hindrance =
    asset.approved_version === null || asset.status === 'archived'
      ? 'Nothing may use it before it is approved'
      : asset.rights.state === 'expired' || asset.rights.state === 'not_yet'
        ? 'Its rights do not allow it now'
        : null;
  const button = mayWrite && !isNoting && (
    <ActButton
      why={hindrance}
      variant="default"
      size="compact-sm"
      leftSection={<IconPlus size={15} aria-hidden />}
      onClick={() => setNoting(true)}
    >
      Note a use
    </ActButton>
  );
  return (
    <Panel title="Where it is used" lead={data && said(noted.length)} aside={button}>
      {error && !data && <Trouble error={error} onRetry={refetch} />}
      {isNoting && <Note asset={asset} onClose={() => setNoting(false)} />}
      <ul className={classes.uses}>
        {noted.map(({ kind, subject_id, version }) => (
          <li key={`${kind} ${subject_id}`} className={classes.use}>
            <div className={classes.words}>
              <Text size="sm">
                <Named kind={kind} id={subject_id}>
                  {nameOf(kind, subject_id)}
                </Named>
              </Text>
              <Text size="xs" c="dimmed">
                {KINDS_OF_USE[kind]}
                {version > 0 ? `, with version ${version}` : ', which shows it itself'}
              </Text>
            </div>
            {mayWrite && version > 0 && (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`${nameOf(kind, subject_id)} uses it no more`}
                onClick={() => forget.mutate({ kind, subject_id }, { onError: showProblem })}
              >
                <IconX size={16} aria-hidden />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Named({ kind, id, children }: { kind: Use['kind']; id: string; children: string }) {
  if (kind === 'campaign') {
    return (
      <Jump to="/campaigns/$campaignId" params={{ campaignId: id }}>
        {children}
      </Jump>
    );
  }
  if (kind === 'creative') {
    return (
      <Jump to="/creatives/$creativeId" params={{ creativeId: id }}>
        {children}
      </Jump>
    );
  }
  return <span>{children}</span>;
}

function Note({ asset, onClose }: { asset: WholeAsset; onClose: () => void }) {
  const note = useNoteUse(asset.id);
  const [kind, setKind] = useState<Use['kind']>('campaign');
  const [subjectId, setSubjectId] = useState<string | null>(null);
  const [words, setWords] = useState('');
  const [settled] = useDebouncedValue(words, 250);
  const subjects = useSubjects(kind, settled);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (subjectId) note.mutate({ kind, subject_id: subjectId }, { onSuccess: onClose });
      }}
    >
      <Stack gap="sm" mb="md">
        <Group gap="sm" align="flex-end">
          <NativeSelect
            label="By"
            data={Object.entries(KINDS_OF_USE).map(([value, label]) => ({ value, label }))}
            value={kind}
            onChange={({ currentTarget }) => {
              setKind(currentTarget.value as Use['kind']);
              setSubjectId(null);
            }}
          />
          {kind === 'other' ? (
            <TextInput
              label="Which"
              description="A name without spaces, such as poster-spring"
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              flex={1}
              maxLength={64}
              pattern="[A-Za-z0-9_\-]+"
              value={subjectId ?? ''}
              onChange={({ currentTarget }) => setSubjectId(currentTarget.value || null)}
            />
          ) : (
            <Select
              label="Which"
              flex={1}
              searchable
              filter={({ options }) => options}
              nothingFoundMessage="Nothing is called that"
              data={subjects}
              value={subjectId}
              onChange={setSubjectId}
              searchValue={words}
              onSearchChange={setWords}
            />
          )}
        </Group>
        {note.error && <Trouble error={note.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" size="compact-sm" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" size="compact-sm" disabled={!subjectId} loading={note.isPending}>
            Note it
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function said(count: number): string {
  if (count === 0) return 'Nothing is known to use it.';
  return count === 1 ? 'It is used in one place.' : `It is used in ${count} places.`;
}
