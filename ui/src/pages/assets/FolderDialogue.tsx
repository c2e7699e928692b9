/** What is done with one folder: made, renamed, moved, removed. */
import { Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { showDone } from '@/parts/states/problems';
import { Trouble } from '@/parts/states/Trouble';
import { type Folder, useChangeFolder, useMakeFolder, useRemoveFolder } from './queries';

export type Wanted = { what: 'make'; parentId: string } | { what: 'rename' | 'move' | 'remove'; folder: Folder };

interface Props {
  wanted: Wanted;
  folders: readonly Folder[];
  onClose: () => void;
  /** A folder that was just made is gone into; nothing after one was removed. */
  onMade: (folderId: string | undefined) => void;
}

export function FolderDialogue({ wanted, folders, onClose, onMade }: Props) {
  const folder = wanted.what === 'make' ? null : wanted.folder;
  const [name, setName] = useState(folder?.name ?? '');
  const [parentId, setParentId] = useState(wanted.what === 'make' ? wanted.parentId : (folder?.parent_id ?? ''));
  const make = useMakeFolder();
  const edit = useChangeFolder(folder?.id ?? '');
  const remove = useRemoveFolder();
  const work = wanted.what === 'make' ? make : wanted.what === 'remove' ? remove : edit;
  const end = (said: string, next?: () => void) => ({
    onSuccess: () => {
      showDone(said);
      next?.();
      onClose();
    },
  });
  const carryOut = () => {
    if (wanted.what === 'make') {
      make.mutate(
        { name: name.trim(), parent_id: parentId },
        {
          onSuccess: ({ id }) => {
            onMade(id);
            onClose();
          },
        },
      );
    } else if (wanted.what === 'rename') edit.mutate({ name: name.trim() }, end(`It is called “${name.trim()}” now.`));
    else if (wanted.what === 'move') edit.mutate({ parent_id: parentId }, end(`“${name}” was moved.`));
    else
      remove.mutate(
        wanted.folder.id,
        end(`“${name}” was removed.`, () => onMade(undefined)),
      );
  };
  const titles = { make: 'New folder', rename: `Rename ${name}`, move: `Move ${name}`, remove: `Remove ${name}?` };
  const [title] = useState(titles[wanted.what]);
  return (
    <Modal opened onClose={onClose} title={title}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          carryOut();
        }}
      >
        <Stack>
          {(wanted.what === 'make' || wanted.what === 'rename') && (
            <TextInput
              label="Name"
              required
              maxLength={100}
              data-autofocus
              value={name}
              onChange={({ currentTarget }) => setName(currentTarget.value)}
            />
          )}
          {(wanted.what === 'make' || wanted.what === 'move') && (
            <NativeSelect
              label="Lies in"
              data={placesFor(folders, folder)}
              value={parentId}
              onChange={({ currentTarget }) => setParentId(currentTarget.value)}
            />
          )}
          {wanted.what === 'remove' && (
            <Text size="sm">Only an empty folder can be removed; what lies in it has to be moved first.</Text>
          )}
          {work.error && <Trouble error={work.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" color={wanted.what === 'remove' ? 'red' : undefined} loading={work.isPending}>
              {{ make: 'Make it', rename: 'Rename', move: 'Move', remove: 'Remove it' }[wanted.what]}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Every folder by its path; a folder does not lie in itself. */
export function placesFor(folders: readonly Folder[], except: Folder | null = null) {
  const fitting = folders.filter(
    ({ path }) => !except || (path !== except.path && !path.startsWith(`${except.path}/`)),
  );
  return [
    { value: '', label: 'In no folder' },
    ...fitting.map(({ id, path }) => ({ value: id, label: path.replaceAll('/', ' / ') })),
  ];
}
