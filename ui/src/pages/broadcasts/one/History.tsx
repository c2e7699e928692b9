import { Text } from '@mantine/core';
import { Panel } from '@/parts/page/Panel';
import { useNames } from '@/parts/persons/colleagues';
import { sentence } from '@/parts/states/problems';
import { When } from '@/parts/time/When';
import { useTransitions, type Whole } from '../queries';
import { didWords } from '../words';
import classes from './History.module.css';

const BY_ITSELF: Record<string, string> = { clock: 'The clock', guard: 'Its guard' };

/** Everything that happened to it and who did it, the newest first. */
export function History({ broadcast }: { broadcast: Whole }) {
  const { data = [] } = useTransitions(broadcast.id, broadcast.updated_at);
  const known = useNames(
    [broadcast.created_by, ...data.map(({ actor_id }) => actor_id)].filter((id) => !(id in BY_ITSELF)),
  );
  const nameOf = (id: string) => BY_ITSELF[id] ?? known(id);
  return (
    <Panel title="History">
      <ol className={classes.list}>
        {[...data].reverse().map(({ sequence, actor_id, action, comment, at }) => (
          <li key={sequence}>
            <Text size="sm">
              <b>{nameOf(actor_id)}</b> {didWords(action)}
            </Text>
            {comment && (
              <Text size="sm" className={classes.comment}>
                {sentence(comment)}
              </Text>
            )}
            <Text size="xs" c="dimmed" component="div">
              <When at={at} />
            </Text>
          </li>
        ))}
        <li>
          <Text size="sm">
            <b>{nameOf(broadcast.created_by)}</b> began it
          </Text>
          <Text size="xs" c="dimmed" component="div">
            <When at={broadcast.created_at} />
          </Text>
        </li>
      </ol>
    </Panel>
  );
}
