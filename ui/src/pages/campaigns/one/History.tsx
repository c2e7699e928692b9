import { Anchor } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import type { Campaign, Review, Transition } from '@/api/types';
import { History as Shown } from '@/parts/page/History';
import { askedWords } from '@/parts/review/said';
import { ACTIONS } from '../words';
import { useExecution } from './queries';

interface Props {
  campaign: Campaign;
  history: readonly Transition[];
  /** Its reviews, the newest first. */
  rounds: readonly Review[];
  nameOf: (id: string) => string;
}

/** Everything that happened to it, the newest first. */
export function History({ campaign, history, rounds, nameOf }: Props) {
  const { data } = useExecution(campaign.id, history.length > 0);
  return (
    <Shown
      happened={[...history].reverse().map((one) => ({
        key: String(one.sequence),
        who: nameOf(one.actor_id),
        did: ACTIONS[one.action].did,
        comment: wordsOf(one, rounds),
        at: one.at,
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

/** What was said with it; of a decision also what was asked for section by section. */
function wordsOf({ action, actor_id, comment, at }: Transition, rounds: readonly Review[]): string {
  const decisions = rounds.flatMap((round) => round.decisions);
  const decision = decisions.find((one) => one.verdict === action && one.approver_id === actor_id && one.at <= at);
  if (!decision) return comment;
  return askedWords({ comment, remarks: decision.remarks })
    .map(({ title, words }) => (title ? `${title}: ${words}` : words))
    .join('\n');
}
