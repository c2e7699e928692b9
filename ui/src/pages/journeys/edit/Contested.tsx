import { Alert, Button, Group, Loader, Text } from '@mantine/core';
import { useNames } from '@/parts/persons/colleagues';
import { Ago } from '@/parts/time/When';
import { definitionOf } from '../definition';
import { useRival } from '../queries';
import classes from './edit.module.css';
import { clashes } from './together';
import type { Editor } from './useEditor';

/** Somebody else saved the draft since it was read: who, what both changed, and how to go on without losing either. */
export function Contested({ journeyId, editor }: { journeyId: string; editor: Editor }) {
  const { data } = useRival(journeyId);
  const by = data?.draft_by ?? '';
  const nameOf = useNames([by]);
  const both = data ? clashes(editor.base, editor.definition, definitionOf(data.draft ?? data.live, data.name)) : [];
  return (
    <Alert
      color="amber"
      variant="light"
      role="alert"
      mb="md"
      title={`${by ? nameOf(by) : 'Somebody else'} changed the draft meanwhile`}
    >
      {data ? (
        <>
          They did so <Ago at={data.updated_at} />. Nothing of yours is lost, and nothing of theirs was written over.
          {both.length > 0 && (
            <>
              <Text size="sm" mt="xs" fw={600}>
                Both of you changed:
              </Text>
              <ul className={classes.clashes}>
                {both.map(({ label, mine, theirs }) => (
                  <li key={`${label} ${mine} ${theirs}`}>
                    <strong>{label}</strong>
                    <br />
                    Theirs: {theirs ?? 'changed otherwise'}
                    <br />
                    Yours: {mine ?? 'as it is drawn here'}
                  </li>
                ))}
              </ul>
            </>
          )}
          <Group gap="xs" mt="xs">
            <Button size="compact-sm" onClick={() => editor.bringTogether(data)}>
              Take over what is new, and keep what I changed
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => editor.takeTheirs(data)}>
              Take theirs, and forget mine
            </Button>
          </Group>
        </>
      ) : (
        <Loader type="dots" aria-label="Loading" />
      )}
    </Alert>
  );
}
