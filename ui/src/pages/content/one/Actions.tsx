import { ActionIcon, Button, Group, Menu, Tooltip } from '@mantine/core';
import { IconArchive, IconArrowBackUp, IconDots, IconPencil, IconSend, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useMay } from '@/app/me';
import { ActButton } from '@/parts/page/Act';
import type { Whom } from '../preview/useWhom';
import type { Checked, WholeTemplate } from '../queries';
import type { Draft } from '../write/useDraft';
import { Archive } from './Archive';
import { Discard } from './Discard';
import { Publish } from './Publish';
import { Rename } from './Rename';
import { TestSend } from './TestSend';

interface Props {
  template: WholeTemplate;
  draft: Draft;
  checked: Checked | undefined;
  whom: Whom;
  /** A field holds what cannot be kept. */
  isOdd: boolean;
  onReread: () => void;
}

type Doing = 'publish' | 'test' | 'archive' | 'discard' | 'rename';

/** What can be done with a template; what cannot be done now says why. */
export function Actions({ template, draft, checked, whom, isOdd, onReread }: Props) {
  const mayWrite = useMay('journey:write');
  const [doing, setDoing] = useState<Doing | null>(null);
  if (!mayWrite || template.is_archived) return null;
  const hasDraft = template.has_draft || draft.state !== 'saved';
  const isNew = template.live_version === 0;
  const why = isOdd ? 'Mend what is marked first' : whyNot(draft, hasDraft, checked);
  const done = () => setDoing(null);
  const anew = () => {
    setDoing(null);
    onReread();
  };
  return (
    <Group gap="xs">
      <Tooltip label={draft.problem ? 'Keep what you wrote first' : 'To yourself, as it stands'}>
        <Button
          variant="default"
          leftSection={<IconSend size={18} aria-hidden />}
          data-disabled={draft.problem ? true : undefined}
          aria-disabled={Boolean(draft.problem)}
          onClick={() => !draft.problem && setDoing('test')}
        >
          Send a test
        </Button>
      </Tooltip>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label="More to do">
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => setDoing('rename')}>
            Rename
          </Menu.Item>
          {hasDraft && (
            <Menu.Item
              leftSection={isNew ? <IconTrash size={16} aria-hidden /> : <IconArrowBackUp size={16} aria-hidden />}
              onClick={() => setDoing('discard')}
            >
              {isNew ? 'Throw it away' : 'Throw the draft away'}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconArchive size={16} aria-hidden />} onClick={() => setDoing('archive')}>
            Archive
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ActButton why={why} onClick={() => setDoing('publish')}>
        Publish
      </ActButton>
      {doing === 'publish' && (
        <Publish template={template} draft={draft} checked={checked} onClose={done} onDone={anew} />
      )}
      {doing === 'test' && <TestSend template={template} draft={draft} whom={whom} onClose={done} />}
      {doing === 'archive' && <Archive template={template} onClose={done} onDone={anew} />}
      {doing === 'discard' && <Discard template={template} onClose={done} onDone={anew} />}
      {doing === 'rename' && <Rename template={template} draft={draft} onClose={done} onDone={anew} />}
    </Group>
  );
}

function whyNot(draft: Draft, hasDraft: boolean, checked: Checked | undefined): string {
  if (draft.problem) return 'What you wrote is not kept yet.';
  if (!hasDraft) return 'What is live says all of it: change something first.';
  if (checked && !checked.can_be_published) return 'Nobody could be sent it like this: see what is held against it.';
  return '';
}
