import { useNavigate } from '@tanstack/react-router';
import { showDone } from '@/parts/states/problems';
import { SureDialogue } from '@/parts/writing/SureDialogue';
import { useDiscard } from '../changes';
import type { WholeTemplate } from '../queries';

interface Props {
  template: WholeTemplate;
  onClose: () => void;
  onDone: () => void;
}

export function Discard({ template, onClose, onDone }: Props) {
  const navigate = useNavigate();
  const { mutate, isPending, error } = useDiscard(template.id);
  const isNew = template.live_version === 0;
  const discard = () =>
    mutate(undefined, {
      onSuccess: () => {
        showDone(isNew ? 'It is gone.' : 'The draft is gone.');
        if (isNew) void navigate({ to: '/templates' });
        else onDone();
      },
    });
  return (
    <SureDialogue
      title={isNew ? `Throw ${template.name} away` : 'Throw the draft away'}
      yes="Throw away"
      isPending={isPending}
      error={error}
      onSure={discard}
      onClose={onClose}
    >
      {isNew
        ? 'It was never published, so that nothing of it is left.'
        : `What was changed since version ${template.live_version} is gone; that version goes on being sent.`}
    </SureDialogue>
  );
}
