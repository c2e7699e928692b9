import { Alert, Button, Collapse, Group } from '@mantine/core';
import { useState } from 'react';
import { useNames } from '@/parts/persons/colleagues';
import { sentence } from '@/parts/states/problems';
import { Difference } from '../versions/Difference';
import type { Draft } from '../write/useDraft';
import classes from './Meanwhile.module.css';

/** What stands between what is written here and what is kept: somebody else's change, a failure, or an earlier time. */
export function Meanwhile({ draft }: { draft: Draft }) {
  const { content, change, problem, theirs, theirsBy, left } = draft;
  const nameOf = useNames(theirsBy ? [theirsBy] : []);
  const [isSeen, setSeen] = useState(false);
  if (theirs) {
    return (
      <Alert
        color="amber"
        variant="light"
        role="alert"
        mb="md"
        className={classes.stays}
        title={`${theirsBy ? nameOf(theirsBy) : 'Somebody else'} changed the draft meanwhile`}
      >
        Nothing of yours is lost, and nothing of theirs was written over.
        <Group gap="xs" mt="xs">
          <Button size="compact-sm" onClick={draft.bringTogether}>
            Take over what is new, and keep what I changed
          </Button>
          <Button size="compact-sm" variant="default" onClick={draft.takeTheirs}>
            Take theirs, and forget mine
          </Button>
          <Button size="compact-sm" variant="subtle" aria-expanded={isSeen} onClick={() => setSeen(!isSeen)}>
            {isSeen ? 'Hide the difference' : 'Show the difference'}
          </Button>
        </Group>
        <Collapse expanded={isSeen} mt="xs">
          <Difference before={theirs} after={content} titles={['Theirs', 'Yours']} />
        </Collapse>
      </Alert>
    );
  }
  if (problem) {
    return (
      <Alert
        color="red"
        variant="light"
        role="alert"
        mb="md"
        className={classes.stays}
        title={sentence(problem.message)}
      >
        {problem.remedy} What you wrote is still here.
        <Button
          size="compact-sm"
          variant="light"
          mt="xs"
          display="block"
          onClick={() => void draft.save().catch(() => 0)}
        >
          Keep it now
        </Button>
      </Alert>
    );
  }
  if (!left) return null;
  return (
    <Alert color="amber" variant="light" role="status" mb="md" title="You wrote something here that was not kept">
      It is still in this browser.
      <Group gap="xs" mt="xs">
        <Button
          size="compact-sm"
          onClick={() => {
            change(left);
            draft.forgetLeft();
          }}
        >
          Take it up again
        </Button>
        <Button size="compact-sm" variant="default" onClick={draft.forgetLeft}>
          Forget it
        </Button>
        <Button size="compact-sm" variant="subtle" aria-expanded={isSeen} onClick={() => setSeen(!isSeen)}>
          {isSeen ? 'Hide the difference' : 'Show the difference'}
        </Button>
      </Group>
      <Collapse expanded={isSeen} mt="xs">
        <Difference before={content} after={left} titles={['Kept', 'What you wrote']} />
      </Collapse>
    </Alert>
  );
}
