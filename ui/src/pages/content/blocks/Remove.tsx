import { useNavigate } from '@tanstack/react-router';
import { showDone } from '@/parts/states/problems';
import { SureDialogue } from '@/parts/writing/SureDialogue';
import { useRemoveBlock, type WholeBlock } from './queries';

export function Remove({ block, onClose }: { block: WholeBlock; onClose: () => void }) {
  const navigate = useNavigate();
  const { mutate, isPending, error } = useRemoveBlock(block.name);
  const remove = () =>
    mutate(undefined, {
      onSuccess: () => {
        showDone('It is gone.');
        void navigate({ to: '/content-blocks', ignoreBlocker: true });
      },
    });
  return (
    <SureDialogue
      title={`Remove ${block.name}`}
      yes="Remove"
      isPending={isPending}
      error={error}
      onSure={remove}
      onClose={onClose}
    >
      No template that is live has it. It is gone for good, with all its versions.
    </SureDialogue>
  );
}
