import type { Campaign } from '@/api/types';
import { useObjectiveRead, useSayObjective } from '@/parts/review/objective';
import { useUnsaved } from '@/parts/writing/useUnsaved';

const WRITTEN: readonly Campaign['stage'][] = ['draft', 'rejected'];

/** What a campaign is for, while it is written over: kept beside its content, and as reviewers read it once they do. */
export function useObjective({ id, stage }: Campaign) {
  const read = useObjectiveRead(id);
  const [written, setWritten] = useUnsaved<string>(`objective of ${id}`);
  const say = useSayObjective(id);
  const isOpen = WRITTEN.includes(stage);
  const isChanged = isOpen && written !== null && read !== undefined && written !== read;
  return {
    said: (isOpen ? written : null) ?? read ?? '',
    isRead: read !== undefined,
    isChanged,
    isPending: say.isPending,
    error: isChanged ? say.error : null,
    whyKept: isOpen
      ? ''
      : 'It stays as its reviewers read it. Say something else while it is a draft, or once it is sent back.',
    write: setWritten,
    undo: () => setWritten(null),
    /** Keeps what was changed, then goes on with the rest. */
    save: (onDone: () => void) => {
      if (!isChanged) return onDone();
      say.mutate(written, {
        onSuccess: () => {
          setWritten((now) => (now === written ? null : now));
          onDone();
        },
      });
    },
  };
}
