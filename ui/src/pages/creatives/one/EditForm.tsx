import { Stack } from '@mantine/core';
import { asProblem, byField } from '@/api/problem';
import type { Creative } from '@/api/types';
import { Panel } from '@/parts/page/Panel';
import { showDone } from '@/parts/states/problems';
import type { Words } from '@/parts/writing/Contests';
import { Listening, useMarked } from '@/parts/writing/heldBack';
import { SaveBar } from '@/parts/writing/SaveBar';
import { useWritten } from '@/parts/writing/useWritten';
import { Fields } from '../Fields';
import { useEdit } from '../queries';
import { patchOf, writtenOf } from '../written';

const WORDS: Words = {
  labels: {
    name: 'Name',
    landing_url: 'Leads to',
    language: 'Language',
    media_url: 'Where its file is',
    html: 'Markup',
    width: 'Width',
    height: 'Height',
    duration_s: 'Seconds',
    title: 'Title',
    body: 'Text',
    sponsored: 'Sponsored by',
    cta: 'What its button says',
  },
};

/** What it says and where it leads, to be changed where it is seen. */
export function EditForm({ creative }: { creative: Creative }) {
  const edit = useEdit(creative);
  const form = useWritten(writtenOf(creative), `creative ${creative.id}`);
  const { isOdd, tell } = useMarked();
  const errors = edit.error ? byField(asProblem(edit.error)) : {};
  const save = () => {
    const sent = form.changes;
    edit.mutate(patchOf(sent, form.said), {
      onSuccess: ({ needs_review }) => {
        form.settle(sent);
        showDone(needs_review ? 'Saved. It runs once a review has approved it.' : 'Saved.');
      },
    });
  };
  return (
    <Panel title="About it" lead="A change is one of its campaign: once that was submitted, it is reviewed again.">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Stack>
          <Listening value={tell}>
            <Fields
              said={form.said}
              change={form.change}
              errors={errors}
              isMarkup={Boolean(creative.html)}
              isPreviewed={'html' in form.changes}
            />
          </Listening>
          <SaveBar
            form={form}
            words={WORDS}
            error={edit.error}
            isSaving={edit.isPending}
            isOdd={isOdd}
            changedAt={creative.updated_at}
            onSave={save}
          />
        </Stack>
      </form>
    </Panel>
  );
}
