import { Stack } from '@mantine/core';
import { asProblem, byField } from '@/api/problem';
import type { Creative } from '@/api/types';
import { Panel } from '@/parts/page/Panel';
import { showDone } from '@/parts/states/problems';
import { SaveBar } from '@/parts/writing/SaveBar';
import { useWritten } from '@/parts/writing/useWritten';
import { Fields } from '../Fields';
import { useEdit } from '../queries';
import { patchOf, writtenOf } from '../written';

/** What it says and where it leads, to be changed where it is seen. */
export function EditForm({ creative }: { creative: Creative }) {
  const edit = useEdit(creative);
  const form = useWritten(writtenOf(creative));
  const errors = edit.error ? byField(asProblem(edit.error)) : {};
  const save = () =>
    edit.mutate(patchOf(form.changes, form.said), {
      onSuccess: ({ needs_review }) =>
        showDone(needs_review ? 'Saved. It runs once a review has approved it.' : 'Saved.'),
    });
  return (
    <Panel title="About it" lead="A change is one of its campaign: once that was submitted, it is reviewed again.">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Stack>
          <Fields
            said={form.said}
            change={form.change}
            errors={errors}
            isMarkup={Boolean(creative.html)}
            isPreviewed={'html' in form.changes}
          />
          <SaveBar
            form={form}
            error={edit.error}
            isSaving={edit.isPending}
            changedAt={creative.updated_at}
            onSave={save}
          />
        </Stack>
      </form>
    </Panel>
  );
}
