import { Button, Group, Menu, Modal, Stack, Text, Textarea } from '@mantine/core';
import { IconChevronDown, IconDownload, IconTrash } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useMutation } from '@/api/useMutation';
import { useHeld } from '@/app/me';
import { save } from '@/parts/download';
import { ActButton } from '@/parts/page/Act';
import { showDone } from '@/parts/states/problems';
import { Trouble } from '@/parts/states/Trouble';
import { LookAgain, useAsRead } from '@/parts/writing/LookAgain';
import { SureDialogue } from '@/parts/writing/SureDialogue';
import { useUnsaved } from '@/parts/writing/useUnsaved';
import { fetchFile } from '../files';
import { useAct, useRemove, useUses, type WholeAsset } from '../queries';
import { ACTIONS, type AssetAction } from '../words';
import { fileName } from './fileName';

/** What can be done with it now: the next decision at hand, all else behind it. */
export function Actions({ asset }: { asset: WholeAsset }) {
  const held = useHeld();
  const [asked, setAsked] = useState<AssetAction | 'remove' | null>(null);
  const mine = asset.allowed.filter((action) => held.has(ACTIONS[action].needs));
  const [first, ...others] = (Object.keys(ACTIONS) as AssetAction[]).filter((action) => mine.includes(action));
  const isDecided =
    first === 'approve' || first === 'restore' || (first === 'request_review' && asset.status === 'rejected');
  const rest = isDecided || !first ? others : [first, ...others];
  const mayWrite = held.has('creative:write');
  const waitsForOthers = asset.status === 'pending_review' && !held.has('campaign:approve');
  return (
    <Group gap="xs">
      <Fetch asset={asset} />
      {(rest.length > 0 || mayWrite) && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" rightSection={<IconChevronDown size={16} aria-hidden />}>
              More
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {rest.map((action) => (
              <Menu.Item key={action} onClick={() => setAsked(action)}>
                {ACTIONS[action].title}
              </Menu.Item>
            ))}
            {mayWrite && (
              <Menu.Item
                color="red"
                leftSection={<IconTrash size={16} aria-hidden />}
                onClick={() => setAsked('remove')}
              >
                Erase
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
      {isDecided && first && <Button onClick={() => setAsked(first)}>{ACTIONS[first].title}</Button>}
      {waitsForOthers && <ActButton why="Somebody who may approve campaigns decides on it">Approve</ActButton>}
      {asked === 'remove' && <Remove asset={asset} onClose={() => setAsked(null)} />}
      {asked && asked !== 'remove' && <Decide asset={asset} action={asked} onClose={() => setAsked(null)} />}
    </Group>
  );
}

function Fetch({ asset }: { asset: WholeAsset }) {
  const fetching = useMutation({
    mutationFn: () => save(fetchFile(asset.id, asset.version), fileName(asset)),
  });
  return (
    <ActButton
      why={asset.rights.state === 'expired' && 'The rights to it have ended: its files are handed out no more'}
      variant="default"
      leftSection={<IconDownload size={17} aria-hidden />}
      loading={fetching.isPending}
      onClick={fetching.mutate}
    >
      Download
    </ActButton>
  );
}

const SAYS: Record<AssetAction, string> = {
  approve: 'This version may be used from then on, by campaigns, messages and brand kits.',
  reject: 'Whoever brought it reads why, and can bring another version.',
  request_review: 'It waits for a decision again; what was approved may be used meanwhile.',
  restore: 'It comes back, and waits for its review.',
  archive: 'Nothing new may use it; what uses it already goes on.',
};

interface DecideProps {
  asset: WholeAsset;
  action: AssetAction;
  onClose: () => void;
}

function Decide({ asset, action, onClose }: DecideProps) {
  const { read, isOther: isNewer } = useAsRead(asset.etag);
  const act = useAct({ ...asset, etag: read });
  const isOther = isNewer && !act.isPending && !act.isSuccess;
  const [draft, keep] = useUnsaved<string>(`note ${asset.id} ${action}`);
  const note = draft ?? '';
  const mustSay = action === 'reject';
  const { title, done } = ACTIONS[action];
  return (
    <Modal opened onClose={onClose} title={`${title}: ${asset.name}`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          act.mutate(
            { action, note: note.trim() },
            {
              onSuccess: () => {
                showDone(`“${asset.name}” is ${done}.`);
                keep(null);
                onClose();
              },
            },
          );
        }}
      >
        <Stack>
          <Text size="sm">{SAYS[action]}</Text>
          <Textarea
            label={mustSay ? 'What is wrong with it' : 'Note'}
            required={mustSay}
            autosize
            minRows={2}
            maxLength={2_000}
            data-autofocus
            value={note}
            onChange={({ currentTarget }) => keep(currentTarget.value || null)}
          />
          {isOther ? <LookAgain onLook={onClose} /> : act.error && <Trouble error={act.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" color={mustSay ? 'red' : undefined} disabled={isOther} loading={act.isPending}>
              {title}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function Remove({ asset, onClose }: { asset: WholeAsset; onClose: () => void }) {
  const navigate = useNavigate();
  const { mutate, isPending, error } = useRemove(asset.id);
  const { data: uses } = useUses(asset.id);
  const used = (uses?.noted.length ?? 0) + (uses?.creative_ids.length ?? 0);
  const versions = asset.version === 1 ? '' : `, with all ${asset.version} versions of it`;
  const remove = () =>
    mutate(undefined, {
      onSuccess: () => {
        showDone(`“${asset.name}” is erased.`);
        void navigate({ to: '/assets' });
      },
    });
  return (
    <SureDialogue
      title={`Erase ${asset.name}?`}
      yes="Erase it"
      isImpossible={used > 0}
      isPending={isPending}
      error={error}
      onSure={remove}
      onClose={onClose}
    >
      {used > 0
        ? `It is used in ${used === 1 ? 'one place' : `${used} places`}, which are listed on this page: take it out of there first, or archive it.`
        : `It is gone for good${versions}. To have nothing new use it, archive it.`}
    </SureDialogue>
  );
}
