import { History as Shown } from '@/parts/page/History';
import { useNames } from '@/parts/persons/colleagues';
import { sentence } from '@/parts/states/problems';
import { useTransitions, type Whole } from '../queries';
import { didWords } from '../words';

const BY_ITSELF: Record<string, string> = { clock: 'The clock', guard: 'Its guard' };

/** Everything that happened to it and who did it, the newest first. */
export function History({ broadcast }: { broadcast: Whole }) {
  const { data = [] } = useTransitions(broadcast.id, broadcast.updated_at);
  const known = useNames(
    [broadcast.created_by, ...data.map(({ actor_id }) => actor_id)].filter((id) => !(id in BY_ITSELF)),
  );
  const nameOf = (id: string) => BY_ITSELF[id] ?? known(id);
  return (
    <Shown
      happened={[...data].reverse().map(({ sequence, actor_id, action, comment, at }) => ({
        key: String(sequence),
        who: nameOf(actor_id),
        did: didWords(action),
        comment: sentence(comment),
        at,
      }))}
      began={{ who: nameOf(broadcast.created_by), at: broadcast.created_at }}
    />
  );
}
