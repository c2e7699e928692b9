import { ActionIcon, Button, Group, Menu, Text, Tooltip } from '@mantine/core';
import { IconCopy, IconDots, IconPencil } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Campaign, CampaignAction, Preflight } from '@/api/types';
import { useHeld } from '@/app/me';
import { isPage } from '@/app/pages';
import { permitted } from '@/app/roles';
import { showDone } from '@/parts/states/problems';
import { ACTIONS } from '../words';
import { ActDialogue } from './ActDialogue';
import classes from './Actions.module.css';
import { DECISIONS, hindrance, nextAction } from './allowed';
import { useCopy } from './queries';

const EDIT = '/campaigns/$campaignId/edit';
const REVIEW = '/approvals/$campaignId';

interface Props {
  campaign: Campaign;
  preflight?: Preflight;
}

/** The next legal action as the one button; all others behind it, each that cannot be taken with why. */
export function Actions({ campaign, preflight }: Props) {
  const held = useHeld();
  const navigate = useNavigate();
  const copy = useCopy(campaign);
  const [asked, setAsked] = useState<CampaignAction | null>(null);
  const next = nextAction(campaign);
  const why = (action: CampaignAction) => hindrance(action, campaign, held, preflight);
  const others = (Object.keys(ACTIONS) as CampaignAction[]).filter((action) => action !== next);
  const mayWrite = held.has('campaign:write');
  const isOver = campaign.stage === 'completed' || campaign.stage === 'archived';
  const whyNoEdit = isOver
    ? 'What is over is not changed; copy it instead'
    : mayWrite
      ? null
      : `Your roles do not let you ${permitted('campaign:write')}`;
  const begin = (action: CampaignAction) => {
    if (DECISIONS.includes(action) && isPage(REVIEW)) void navigate({ to: REVIEW.replace('$campaignId', campaign.id) });
    else setAsked(action);
  };
  const copied = () =>
    copy.mutate(`Copy of ${campaign.name}`.slice(0, 200), {
      onSuccess: (made) => {
        showDone(`${made.name} is a draft of its own.`);
        void navigate({ to: `/campaigns/${made.id}` });
      },
    });
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
            <Item key={action} title={ACTIONS[action].title} why={why(action)} onClick={() => begin(action)} />
          ))}
          <Menu.Divider />
          <Item
            title="Copy"
            icon={<IconCopy size={16} aria-hidden />}
            why={mayWrite ? null : `Your roles do not let you ${permitted('campaign:write')}`}
            onClick={copied}
          />
        </Menu.Dropdown>
      </Menu>
      {isPage(EDIT) && (
        <Tooltip label={whyNoEdit} disabled={!whyNoEdit}>
          <Button
            variant="default"
            component={Link}
            to={whyNoEdit ? `/campaigns/${campaign.id}` : EDIT.replace('$campaignId', campaign.id)}
            leftSection={<IconPencil size={16} aria-hidden />}
            data-disabled={whyNoEdit ? true : undefined}
            aria-disabled={whyNoEdit ? true : undefined}
            onClick={(event: React.MouseEvent) => whyNoEdit && event.preventDefault()}
          >
            Edit
          </Button>
        </Tooltip>
      )}
      {next && <Primary action={next} why={why(next)} onClick={() => begin(next)} />}
      {asked && <ActDialogue campaign={campaign} action={asked} onClose={() => setAsked(null)} />}
    </Group>
  );
}

function Primary({ action, why, onClick }: { action: CampaignAction; why: string | null; onClick: () => void }) {
  const title = action === 'approve' ? 'Review' : action === 'go_live' ? 'Go live now' : ACTIONS[action].title;
  return (
    <Tooltip label={why} disabled={!why}>
      <Button
        data-disabled={why ? true : undefined}
        aria-disabled={why ? true : undefined}
        aria-description={why ?? undefined}
        onClick={() => !why && onClick()}
      >
        {title}
      </Button>
    </Tooltip>
  );
}

interface ItemProps {
  title: string;
  why: string | null;
  icon?: React.ReactNode;
  onClick: () => void;
}

/** One that cannot be taken stays within reach of the keyboard, so that everybody hears why. */
function Item({ title, why, icon, onClick }: ItemProps) {
  return (
    <Menu.Item
      leftSection={icon}
      closeMenuOnClick={!why}
      aria-disabled={why ? true : undefined}
      className={why ? classes.impossible : undefined}
      onClick={() => !why && onClick()}
    >
      <Text size="sm">{title}</Text>
      {why && (
        <Text size="xs" c="dimmed">
          {why}
        </Text>
      )}
    </Menu.Item>
  );
}
