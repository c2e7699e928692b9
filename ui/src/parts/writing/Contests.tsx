import { Alert, Button, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Ago } from '@/parts/time/When';
import { told } from '@/parts/words/values';
import classes from './Contests.module.css';
import type { Written } from './useWritten';

export interface Words {
  /** What each field is called on the page. */
  labels: Readonly<Record<string, string>>;
  /** What a field says, where its value alone does not tell; null for one that has no words. */
  shown?: (name: string, value: unknown) => ReactNode;
}

interface Props extends Words {
  form: Pick<Written<object>, 'contests' | 'insist' | 'undo'>;
  /** When it was changed last. */
  changedAt: string;
}

/** What somebody else changed beside it is shown already: saving again adds what was written here. */
export function Late({ changedAt }: { changedAt: string }) {
  return (
    <Alert color="amber" variant="light" role="alert" mb="md" title="Somebody else has changed it">
      They did so <Ago at={changedAt} />, and it is shown as it is now. Save again to add what you wrote.
    </Alert>
  );
}

/** What was changed here and by somebody else meanwhile, field by field: theirs beside one's own, to choose from. */
export function Contests({ form, labels, shown = (_, value) => told(value), changedAt }: Props) {
  const { contests, insist, undo } = form;
  if (contests.length === 0) return null;
  return (
    <Alert color="amber" variant="light" role="alert" mb="md" title="Somebody else has changed the same">
      They did so <Ago at={changedAt} />, after you began. What you wrote is still here: choose before you save.
      <ul className={classes.contests}>
        {contests.map(({ name, mine, theirs }) => (
          <li key={name} className={classes.one}>
            <div className={classes.said}>
              <Text size="sm" fw={600}>
                {labels[name] ?? name}
              </Text>
              <Text size="sm">
                Theirs: <strong>{shown(name, theirs) ?? 'something else'}</strong>
              </Text>
              <Text size="sm">
                Yours: <strong>{shown(name, mine) ?? 'what the form shows'}</strong>
              </Text>
            </div>
            <Group gap="xs">
              <Button
                variant="light"
                size="compact-sm"
                aria-label={`Keep mine: ${labels[name] ?? name}`}
                onClick={() => insist(name)}
              >
                Keep mine
              </Button>
              <Button
                variant="subtle"
                size="compact-sm"
                aria-label={`Take theirs: ${labels[name] ?? name}`}
                onClick={() => undo(name)}
              >
                Take theirs
              </Button>
            </Group>
          </li>
        ))}
      </ul>
    </Alert>
  );
}
