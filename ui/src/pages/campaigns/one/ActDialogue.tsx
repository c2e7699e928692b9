import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { Campaign, CampaignAction } from '@/api/types';
import { sentence, showDone } from '@/parts/states/problems';
import { Trouble } from '@/parts/states/Trouble';
import { WhenInput } from '@/parts/time/WhenInput';
import { Listening, useHeldBack } from '@/parts/writing/heldBack';
import { LookAgain, useAsRead } from '@/parts/writing/LookAgain';
import { useUnsaved } from '@/parts/writing/useUnsaved';
import { ACTIONS } from '../words';
import { useAct } from './queries';

/** What an action comes to, for whoever is about to take it. */
const MEANS: Record<CampaignAction, string> = {
  submit:
    'It goes to everybody whose approval the rules ask for. Whoever changes it before they decide has it read again.',
  approve: 'It says what it may say; it goes live only when somebody lets it.',
  reject: 'It is turned down as it stands. Whoever wrote it may change it and submit it again.',
  request_changes: 'It goes back to whoever wrote it, with what is to be changed.',
  schedule: 'It goes live by itself at its start, and ends at its end.',
  go_live: 'It is checked once more, then it bids and spends from now on.',
  pause: 'It stops bidding within a second or two. What was already bought is still billed.',
  resume: 'It is checked once more, then it bids and spends again.',
  complete: 'It ends for good, and what it has not spent is freed.',
  archive: 'It leaves the lists of what is going on. Its history stays.',
};

interface Props {
  campaign: Campaign;
  action: CampaignAction;
  onClose: () => void;
}

/** Asks once, with a word on what comes of it. */
export function ActDialogue({ campaign, action, onClose }: Props) {
  const act = useAct(campaign.id, action);
  const { read, isOther: isNewer } = useAsRead(whatItRuns(campaign, action));
  const isOther = isNewer && !act.isPending && !act.isSuccess;
  const [draft, keep] = useUnsaved<string>(`comment ${campaign.id} ${action}`);
  const comment = draft ?? '';
  const [startsAt, setStartsAt] = useState(campaign.starts_at);
  const [endsAt, setEndsAt] = useState(campaign.ends_at);
  const cancel = () => {
    keep(null);
    onClose();
  };
  const { isOdd, tell } = useHeldBack();
  const isSchedule = action === 'schedule';
  const send = () =>
    act.mutate(
      {
        comment,
        ...(action === 'submit' && { revision: read as number }),
        ...(isSchedule && { starts_at: startsAt, ends_at: endsAt }),
      },
      {
        onSuccess: (answer) => {
          showDone(`${campaign.name} was ${ACTIONS[action].done}.${answer.trouble && ` ${sentence(answer.trouble)}`}`);
          cancel();
        },
      },
    );
  return (
    <Modal opened onClose={onClose} closeOnClickOutside={!comment} title={`${ACTIONS[action].title}: ${campaign.name}`}>
      <Stack>
        <Text size="sm">{MEANS[action]}</Text>
        {isSchedule && (
          <Listening value={tell}>
            <WhenInput
              label="Start"
              value={startsAt}
              onChange={setStartsAt}
              zone={campaign.time_zone}
              none="It needs one"
            />
            <WhenInput
              label="End"
              value={endsAt}
              onChange={setEndsAt}
              zone={campaign.time_zone}
              none="It runs until somebody ends it"
            />
          </Listening>
        )}
        <Textarea
          label="Comment"
          description="Goes into its history"
          autosize
          minRows={2}
          maxLength={4000}
          data-autofocus
          value={comment}
          onChange={(event) => keep(event.currentTarget.value || null)}
        />
        {isOther ? <LookAgain onLook={onClose} /> : act.error && <Trouble error={act.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={cancel}>
            Cancel
          </Button>
          <Button disabled={isOther || isOdd} loading={act.isPending} onClick={send}>
            {ACTIONS[action].title}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** The revision that an action submits or sends on air; null for those that stop it, whatever it says. */
function whatItRuns({ revision, approved_revision }: Campaign, action: CampaignAction): number | null {
  if (action === 'submit') return revision;
  return action === 'schedule' || action === 'go_live' || action === 'resume' ? approved_revision : null;
}
