import { Button, Group, Text } from '@mantine/core';
import classes from './SaveBar.module.css';

interface Props {
  /** What saving would do, each in a few words; none hides the bar. */
  changes: readonly string[];
  isSaving: boolean;
  /** Why it cannot be saved as it stands. */
  why?: string;
  onSave: () => void;
  onDiscard: () => void;
}

const MOST_SAID = 3;

/** At the foot of a page whose changes are saved together: what they are, and the two ways on. */
export function SaveBar({ changes, isSaving, why, onSave, onDiscard }: Props) {
  if (changes.length === 0) return null;
  const said = changes.slice(0, MOST_SAID);
  const more = changes.length - said.length;
  return (
    <section aria-label="Unsaved changes" className={classes.bar}>
      <div className={classes.said} role="status">
        <Text size="sm" fw={600}>
          Not saved yet
        </Text>
        <Text size="sm">
          {said.join(' ')}
          {more > 0 && ` And ${more} more.`}
        </Text>
        {why && (
          <Text size="sm" c="var(--mantine-color-error)">
            {why}
          </Text>
        )}
      </div>
      <Group gap="xs" wrap="nowrap">
        <Button variant="default" onClick={onDiscard} disabled={isSaving}>
          Discard
        </Button>
        <Button onClick={onSave} loading={isSaving} disabled={Boolean(why)}>
          Save
        </Button>
      </Group>
    </section>
  );
}
