import { Button, Group } from '@mantine/core';
import { asProblem } from '@/api/problem';
import { Trouble } from '@/parts/states/Trouble';
import { Contests, Late, type Words } from './Contests';
import type { Written } from './useWritten';

interface Props {
  form: Pick<Written<object>, 'isChanged' | 'contests' | 'insist' | 'undo'>;
  words: Words;
  error: unknown;
  isSaving: boolean;
  /** A field holds what cannot be kept. */
  isOdd?: boolean;
  /** When it was changed last. */
  changedAt: string;
  onSave: () => void;
}

/** Keeps or forgets what was written; what somebody else wrote meanwhile is not overwritten unseen. */
export function SaveBar({ form, words, error, isSaving, isOdd = false, changedAt, onSave }: Props) {
  const isContested = form.contests.length > 0;
  const isLate = error ? asProblem(error).isLate : false;
  if (!form.isChanged && !error) return null;
  return (
    <>
      <Contests form={form} changedAt={changedAt} {...words} />
      {isLate && !isContested && <Late changedAt={changedAt} />}
      {error !== null && !isLate && <Trouble error={error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="subtle" size="compact-sm" disabled={!form.isChanged} onClick={() => form.undo()}>
          Forget it
        </Button>
        <Button
          size="compact-sm"
          disabled={!form.isChanged || isContested || isOdd}
          loading={isSaving}
          onClick={onSave}
        >
          Save
        </Button>
      </Group>
    </>
  );
}
