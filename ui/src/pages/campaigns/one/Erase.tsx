import { useNavigate } from '@tanstack/react-router';
import type { Campaign } from '@/api/types';
import { showDone } from '@/parts/states/problems';
import { SureDialogue } from '@/parts/writing/SureDialogue';
import { useErase } from './queries';

interface Props {
  campaign: Campaign;
  onClose: () => void;
}

/** Asks once more before a draft goes, and says what goes with it. */
export function Erase({ campaign, onClose }: Props) {
  const navigate = useNavigate();
  const { mutate, isPending, error } = useErase(campaign.id, () => {
    showDone(`${campaign.name} was deleted.`);
    return navigate({ to: '/campaigns' });
  });
  return (
    <SureDialogue
      title={`Delete ${campaign.name}?`}
      yes="Delete it"
      isPending={isPending}
      error={error}
      onSure={() => mutate()}
      onClose={onClose}
    >
      It is gone for good and for everybody, with its creatives, its tasks, what it is for and all comments on it.
    </SureDialogue>
  );
}
