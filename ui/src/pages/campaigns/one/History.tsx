import { Anchor } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import type { Campaign, Transition } from '@/api/types';
import { History as Shown } from '@/parts/page/History';
import { ACTIONS } from '../words';
import { useExecution } from './queries';

interface Props {
  campaign: Campaign;
  history: readonly Transition[];
  nameOf: (id: string) => string;
}

/** Everything that happened to it, the newest first. */
export function History({ campaign, history, nameOf }: Props) {
  const { data } = useExecution(campaign.id, history.length > 0);
  return (
    <Shown
      happened={[...history].reverse().map(({ sequence, actor_id, action, comment, at }) => ({
        key: String(sequence),
        who: nameOf(actor_id),
        did: ACTIONS[action].did,
        comment,
        at,
      }))}
      began={{ who: nameOf(campaign.created_by), at: campaign.created_at }}
      atFirst={6}
      zone={campaign.time_zone}
      aside={
        data?.url && (
          <Anchor href={data.url} target="_blank" rel="noreferrer noopener" size="sm" c="inherit" underline="always">
            Its workflow <IconExternalLink size={13} aria-label="in the Temporal Web UI, in a new tab" />
          </Anchor>
        )
      }
    />
  );
}
