import { ActionIcon, Button, Group, Menu } from '@mantine/core';
import { IconCopy, IconDots, IconPencil } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useHeld } from '@/app/me';
import { permitted } from '@/app/roles';
import { ActButton, ActItem, ActLink } from '@/parts/page/Act';
import { hindrance, nextAction, whyNoEdit } from '../allowed';
import type { Previewed, Whole } from '../queries';
import { ACTIONS, type Doable, titleOf } from '../words';
import { ActDialogue } from './ActDialogue';

interface Props {
  broadcast: Whole;
  preview?: Previewed;
}

/** The next action as the one button; all others behind it, each that cannot be taken with why. */
export function Actions({ broadcast, preview }: Props) {
  const held = useHeld();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<Doable | null>(null);
  const next = nextAction(broadcast, broadcast.reason !== '' && broadcast.decides_at !== null);
  const why = (action: Doable) => hindrance(action, broadcast, held, preview);
  const mayWrite = held.has('journey:write');
  const noEdit = whyNoEdit(broadcast, mayWrite);
  const isOver = !next && mayWrite;
  const writeAlike = () => void navigate({ to: '/broadcasts/new', search: { like: broadcast.id } as never });
  const others = (Object.keys(ACTIONS) as Doable[]).filter((action) => action !== next);
  return (
    <Group gap="xs" wrap="nowrap">
      <Menu position="bottom-end" width={320} keepMounted={false}>
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label="Other actions">
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {others.map((action) => (
            <ActItem
              key={action}
              title={titleOf(action, broadcast)}
              why={why(action)}
              onClick={() => setAsked(action)}
            />
          ))}
          {!isOver && (
            <>
              <Menu.Divider />
              <ActItem
                title="Write another like it"
                icon={<IconCopy size={16} aria-hidden />}
                why={mayWrite ? null : `Your roles do not let you ${permitted('journey:write')}`}
                onClick={writeAlike}
              />
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <ActLink
        why={noEdit}
        variant="default"
        to={`/broadcasts/${broadcast.id}/edit`}
        leftSection={<IconPencil size={16} aria-hidden />}
      >
        Edit
      </ActLink>
      {next && (
        <ActButton why={why(next)} onClick={() => setAsked(next)}>
          {titleOf(next, broadcast)}
        </ActButton>
      )}
      {isOver && (
        <Button leftSection={<IconCopy size={16} aria-hidden />} onClick={writeAlike}>
          Write another like it
        </Button>
      )}
      {asked && <ActDialogue broadcast={broadcast} action={asked} onClose={() => setAsked(null)} />}
    </Group>
  );
}
