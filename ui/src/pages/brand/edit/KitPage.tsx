import { Alert, Anchor, Button, Group, Menu, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { IconChevronDown, IconShieldCheck } from '@tabler/icons-react';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '@/app/me';
import { ActButton } from '@/parts/page/Act';
import { PageHeader } from '@/parts/page/PageHeader';
import { ErrorState } from '@/parts/states/ErrorState';
import { sentence, showDone, showProblem } from '@/parts/states/problems';
import { Ago } from '@/parts/time/When';
import { Listening, useMarked } from '@/parts/writing/heldBack';
import { standing } from '../KitsPage';
import { useKit, useMakeDefault, useRemoveKit, type WholeKit } from '../queries';
import { Changes } from './Changes';
import { FontsPart } from './FontsPart';
import classes from './KitPage.module.css';
import { LogoPart } from './LogoPart';
import { PalettePart } from './PalettePart';
import { Publish } from './Publish';
import { TonePart } from './TonePart';
import { type Draft, useDraft } from './useDraft';
import { Versions } from './Versions';

export default function KitPage() {
  const { kitId = '' } = useParams({ strict: false });
  const { data, error, refetch } = useKit(kitId);
  if (error && !data) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <Skeleton height={360} radius="lg" role="status" aria-label="Loading" />;
  return <Editor key={data.id} kit={data} />;
}

function Editor({ kit }: { kit: WholeKit }) {
  const mayWrite = useMay('creative:write');
  const draft = useDraft(kit);
  const { said, change, errors } = draft;
  const { isOdd, tell } = useMarked();
  const isOpen = mayWrite && !kit.is_archived;
  return (
    <>
      <PageHeader
        title={said.name || 'A kit without a name'}
        above={
          <Anchor component={Link} to="/brand" size="sm">
            Brand kits
          </Anchor>
        }
        actions={<Actions draft={draft} isOpen={isOpen} isOdd={isOdd} />}
      >
        {standing(draft.kit)}
        {draft.kit.is_default && '. Creatives are held against it by default'}.
        {isOpen && <Saved draft={draft} isOdd={isOdd} />}
      </PageHeader>
      <Trouble draft={draft} />
      <div className={classes.columns}>
        <fieldset disabled={!isOpen} className={classes.form}>
          <Listening value={tell}>
            <Stack>
              <TextInput
                label="Name"
                maxLength={80}
                value={said.name}
                error={errors.name}
                onChange={({ currentTarget }) => draft.rename(currentTarget.value)}
              />
              <PalettePart
                palette={said.content.palette ?? null}
                errors={errors}
                onChange={(palette) => change({ palette })}
              />
              <FontsPart fonts={said.content.fonts ?? []} errors={errors} onChange={(fonts) => change({ fonts })} />
              <TonePart tone={said.content.tone} errors={errors} onChange={(tone) => change({ tone })} />
              <LogoPart
                logo={said.content.logo}
                palette={said.content.palette?.colours ?? []}
                errors={errors}
                onChange={(logo) => change({ logo })}
              />
            </Stack>
          </Listening>
        </fieldset>
        <Stack className={classes.aside}>
          <Changes kit={draft.kit} content={said.content} />
          <Versions kit={draft.kit} />
        </Stack>
      </div>
    </>
  );
}

function Saved({ draft, isOdd }: { draft: Draft; isOdd: boolean }) {
  const words = { saved: 'Everything is saved.', saving: 'Saving …', refused: 'Not saved.' };
  return <span role="status"> {isOdd ? 'All but what is marked is saved.' : words[draft.state]}</span>;
}

/** Why the draft is not kept; after somebody else's change, whose holds. */
function Trouble({ draft }: { draft: Draft }) {
  const { problem, kit } = draft;
  const { data: newest, refetch } = useKit(kit.id);
  if (!problem) return null;
  if (problem.status !== 409) {
    return (
      <Alert color="red" variant="light" role="alert" mb="md" title={sentence(problem.message)}>
        {problem.remedy} What you wrote is still here, and is kept as soon as that is mended.
      </Alert>
    );
  }
  if (!newest || newest.revision === kit.revision) {
    return (
      <Alert color="amber" variant="light" role="alert" mb="md" title="Somebody else has changed this kit">
        What you wrote is still here, and not saved.
        <Button variant="light" size="compact-sm" mt="xs" display="block" onClick={() => void refetch()}>
          See when
        </Button>
      </Alert>
    );
  }
  return (
    <Alert color="amber" variant="light" role="alert" mb="md" title="Somebody else has changed this kit">
      They did so <Ago at={newest.updated_at} />. What you wrote is still here, and not saved.
      <Group gap="xs" mt="xs">
        <Button variant="light" size="compact-sm" onClick={() => draft.insist(newest)}>
          Keep mine over theirs
        </Button>
        <Button variant="subtle" size="compact-sm" onClick={() => draft.giveIn(newest)}>
          Take theirs
        </Button>
      </Group>
    </Alert>
  );
}

function Actions({ draft, isOpen, isOdd }: { draft: Draft; isOpen: boolean; isOdd: boolean }) {
  const { kit, state } = draft;
  const navigate = useNavigate();
  const [isPublishing, setPublishing] = useState(false);
  const [isSure, setSure] = useState(false);
  const makeDefault = useMakeDefault(kit.id);
  const remove = useRemoveKit(kit.id);
  const hindrance = isOdd
    ? 'Mend what is marked first'
    : state === 'refused'
      ? 'What was written is not saved yet'
      : state === 'saving'
        ? 'It is being saved'
        : kit.has_draft
          ? null
          : 'Nothing has changed since it was published';
  return (
    <Group gap="xs">
      <Button
        variant="default"
        component={Link}
        to="/brand/check"
        search={{ kit: kit.id } as never}
        leftSection={<IconShieldCheck size={18} aria-hidden />}
      >
        Try it
      </Button>
      {isOpen && (
        <>
          <Menu position="bottom-end" onClose={() => setSure(false)}>
            <Menu.Target>
              <Button variant="default" rightSection={<IconChevronDown size={16} aria-hidden />}>
                More
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                disabled={kit.is_default || !kit.live_version}
                onClick={() =>
                  makeDefault.mutate(undefined, {
                    onSuccess: () => showDone('Creatives are held against it from now on.'),
                    onError: showProblem,
                  })
                }
              >
                Use it by default
                <Text size="xs" c="dimmed">
                  {kit.is_default
                    ? 'It is already'
                    : kit.live_version
                      ? 'In place of the kit in force'
                      : 'Publish it first'}
                </Text>
              </Menu.Item>
              <Menu.Item
                color="red"
                disabled={kit.is_default}
                closeMenuOnClick={isSure}
                onClick={() =>
                  isSure
                    ? remove.mutate(undefined, {
                        onSuccess: () => {
                          showDone(kit.live_version ? 'It is put away.' : 'It is erased.');
                          void navigate({ to: '/brand', ignoreBlocker: true });
                        },
                        onError: showProblem,
                      })
                    : setSure(true)
                }
              >
                {isSure ? 'Yes, do so' : kit.live_version ? 'Put away' : 'Erase'}
                <Text size="xs" c="dimmed">
                  {kit.is_default
                    ? 'Make another kit the default first'
                    : kit.live_version
                      ? 'Its versions are kept'
                      : 'It was never published'}
                </Text>
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
          <ActButton why={hindrance} onClick={() => setPublishing(true)}>
            Publish
          </ActButton>
        </>
      )}
      {isPublishing && <Publish draft={draft} onClose={() => setPublishing(false)} />}
    </Group>
  );
}
