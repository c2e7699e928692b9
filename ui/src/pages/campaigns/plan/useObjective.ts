import type { Campaign } from '@/api/types';
import { useObjectiveRead, useSayObjective } from '@/parts/review/objective';
import { useWritten } from '@/parts/writing/useWritten';

const WRITTEN: readonly Campaign['stage'][] = ['draft', 'rejected'];
const FIELD = 'brief.objective';

/** What a campaign is for, while it is written over: kept beside its content, and as reviewers read it once they do. */
export function useObjective({ id, stage }: Campaign) {
  const read = useObjectiveRead(id);
  const isOpen = WRITTEN.includes(stage);
  const subject = isOpen && read ? `what campaign ${id} is for` : 'nothing to write over';
  const form = useWritten({ [FIELD]: read?.words ?? '' }, subject);
  const say = useSayObjective(id);
  return {
    said: form.said[FIELD] ?? '',
    isRead: read !== undefined,
    isChanged: form.isChanged,
    isPending: say.isPending,
    error: form.isChanged ? say.error : null,
    form,
    changedAt: read?.changedAt ?? '',
    whyKept: isOpen
      ? ''
      : 'It stays as its reviewers read it. Say something else while it is a draft, or once it is sent back.',
    write: (words: string) => form.change({ [FIELD]: words }),
    undo: form.undo,
    /** Keeps what was changed, then goes on with the rest. */
    save: (onDone: () => void) => {
      const words = form.changes[FIELD];
      if (words === undefined || !read) return onDone();
      say.mutate(
        { words, over: read },
        {
          onSuccess: () => {
            form.settle({ [FIELD]: words });
            onDone();
          },
        },
      );
    },
  };
}
