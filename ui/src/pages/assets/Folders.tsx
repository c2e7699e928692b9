/** The library's folders as a tree: what is chosen is shown, with all that lies below it. */
import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconChevronDown, IconChevronRight, IconDots, IconFolder, IconFolderOpen, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useMay } from '@/app/me';
import { FolderDialogue, type Wanted } from './FolderDialogue';
import classes from './Folders.module.css';
import { type Folder, useFolders } from './queries';

interface Props {
  /** Left out for everywhere; empty for what lies in no folder. */
  chosen: string | undefined;
  onChoose: (folder: string | undefined) => void;
}

export function Folders({ chosen, onChoose }: Props) {
  const mayWrite = useMay('creative:write');
  const { data: folders = [] } = useFolders();
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const toggle = (id: string) =>
    setClosed((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  const children = (parentId: string) => folders.filter(({ parent_id }) => parent_id === parentId);

  const branch = (folder: Folder, depth: number) => {
    const below = children(folder.id);
    const isOpen = !closed.has(folder.id);
    const isChosen = chosen === folder.id;
    return (
      <li key={folder.id}>
        <div className={classes.line} data-chosen={isChosen || undefined} style={{ paddingInlineStart: depth * 14 }}>
          <ActionIcon
            variant="transparent"
            color="gray"
            size={26}
            aria-label={isOpen ? `Close ${folder.name}` : `Open ${folder.name}`}
            aria-expanded={isOpen}
            onClick={() => toggle(folder.id)}
            style={{ visibility: below.length > 0 ? 'visible' : 'hidden' }}
          >
            {isOpen ? <IconChevronDown size={15} aria-hidden /> : <IconChevronRight size={15} aria-hidden />}
          </ActionIcon>
          <button
            type="button"
            className={classes.name}
            aria-current={isChosen ? 'true' : undefined}
            title={folder.path}
            onClick={() => onChoose(folder.id)}
          >
            {isChosen ? <IconFolderOpen size={17} aria-hidden /> : <IconFolder size={17} aria-hidden />}
            <span>{folder.name}</span>
          </button>
          {mayWrite && <FolderMenu folder={folder} onWant={setWanted} />}
        </div>
        {isOpen && below.length > 0 && <ul>{below.map((one) => branch(one, depth + 1))}</ul>}
      </li>
    );
  };

  return (
    <nav aria-label="Folders" className={classes.tree}>
      <ul>
        <Whole title="Everything" isChosen={chosen === undefined} onChoose={() => onChoose(undefined)} />
        {folders.length > 0 && <Whole title="In no folder" isChosen={chosen === ''} onChoose={() => onChoose('')} />}
        {children('').map((folder) => branch(folder, 0))}
      </ul>
      {mayWrite && (
        <Button
          variant="subtle"
          size="compact-sm"
          mt={6}
          leftSection={<IconPlus size={15} aria-hidden />}
          onClick={() => setWanted({ what: 'make', parentId: chosen ?? '' })}
        >
          New folder
        </Button>
      )}
      {wanted && (
        <FolderDialogue
          wanted={wanted}
          folders={folders}
          onClose={() => setWanted(null)}
          onMade={(folder) => onChoose(folder)}
        />
      )}
    </nav>
  );
}

function Whole({ title, isChosen, onChoose }: { title: string; isChosen: boolean; onChoose: () => void }) {
  return (
    <li>
      <div className={classes.line} data-chosen={isChosen || undefined}>
        <button
          type="button"
          className={classes.name}
          data-whole
          aria-current={isChosen ? 'true' : undefined}
          onClick={onChoose}
        >
          <span>{title}</span>
        </button>
      </div>
    </li>
  );
}

function FolderMenu({ folder, onWant }: { folder: Folder; onWant: (wanted: Wanted) => void }) {
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={26} aria-label={`What to do with ${folder.name}`}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onWant({ what: 'make', parentId: folder.id })}>New folder in it</Menu.Item>
        <Menu.Item onClick={() => onWant({ what: 'rename', folder })}>Rename</Menu.Item>
        <Menu.Item onClick={() => onWant({ what: 'move', folder })}>Move</Menu.Item>
        <Menu.Item color="red" onClick={() => onWant({ what: 'remove', folder })}>
          Remove
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
