import { ActionIcon, Group, Menu } from '@mantine/core';
import { IconCopy, IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Campaign, CampaignAction, Preflight } from '@/api/types';
import { useHeld } from '@/app/me';
import { isPage } from '@/app/pages';
import { permitted } from '@/app/roles';
import { ActButton, ActItem, ActLink } from '@/parts/page/Act';
import { showDone } from '@/parts/states/problems';
import { ACTIONS } from '../words';
import { ActDialogue } from './ActDialogue';
import { DECISIONS, hindrance, nextAction } from './allowed';
import { Erase } from './Erase';
import { useCopy } from './queries';

const EDIT = '/campaigns/$campaignId/edit';
const REVIEW = '/approvals/$campaignId';

interface Props {
  campaign: Campaign;
  preflight?: Preflight;
  wasSubmitted: boolean;
}

/** The next legal action as the one button; all others behind it, each that cannot be taken with why. */
export function Actions({ campaign, preflight, wasSubmitted }: Props) {
  const held = useHeld();
  const navigate = useNavigate();
  const copy = useCopy(campaign);
  const [asked, setAsked] = useState<CampaignAction | null>(null);
  const [isErasing, setErasing] = useState(false);
  const next = nextAction(campaign);
  const why = (action: CampaignAction) => hindrance(action, campaign, held, preflight);
  const others = (Object.keys(ACTIONS) as CampaignAction[]).filter((action) => action !== next);
  const whyNoWrite = held.has('campaign:write') ? null : `Your roles do not let you ${permitted('campaign:write')}`;
  const isOnRecord = campaign.stage !== 'draft' || wasSubmitted;
  const isOver = campaign.stage === 'completed' || campaign.stage === 'archived';
  const whyNoEdit = isOver ? 'What is over is not changed; copy it instead' : whyNoWrite;
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
            <ActItem key={action} title={ACTIONS[action].title} why={why(action)} onClick={() => begin(action)} />
          ))}
          <Menu.Divider />
          <ActItem title="Copy" icon={<IconCopy size={16} aria-hidden />} why={whyNoWrite} onClick={copied} />
          <ActItem
            title="Delete this draft"
            icon={<IconTrash size={16} aria-hidden />}
            why={isOnRecord ? 'What was submitted once stays on record' : whyNoWrite}
            onClick={() => setErasing(true)}
          />
        </Menu.Dropdown>
      </Menu>
      {isPage(EDIT) && (
        <ActLink
          why={whyNoEdit}
          variant="default"
          to={EDIT.replace('$campaignId', campaign.id)}
          leftSection={<IconPencil size={16} aria-hidden />}
        >
          Edit
        </ActLink>
      )}
      {next && <Primary action={next} why={why(next)} onClick={() => begin(next)} />}
      {asked && <ActDialogue campaign={campaign} action={asked} onClose={() => setAsked(null)} />}
      {isErasing && <Erase campaign={campaign} onClose={() => setErasing(false)} />}
    </Group>
  );
}

function Primary({ action, why, onClick }: { action: CampaignAction; why: string | null; onClick: () => void }) {
  const title = action === 'approve' ? 'Review' : action === 'go_live' ? 'Go live now' : ACTIONS[action].title;
  return (
    <ActButton why={why} onClick={onClick}>
      {title}
    </ActButton>
  );
}
