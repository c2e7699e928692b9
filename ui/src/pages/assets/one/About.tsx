import { NativeSelect, Stack, TagsInput, Textarea, TextInput } from '@mantine/core';
import { asProblem, byField } from '@/api/problem';
import { useMay } from '@/app/me';
import { Facts } from '@/parts/page/Facts';
import { Panel } from '@/parts/page/Panel';
import { showDone } from '@/parts/states/problems';
import { told } from '@/parts/words/values';
import { SaveBar } from '@/parts/writing/SaveBar';
import { useWritten } from '@/parts/writing/useWritten';
import { placesFor } from '../FolderDialogue';
import { kindsOf } from '../kinds';
import { useEdit, useFolders, useTags, type WholeAsset } from '../queries';
import { type AssetType, TYPES } from '../words';

const LABELS = { name: 'Name', type: 'Kind', description: 'Description', folder_id: 'Folder', tags: 'Tags' };

/** What people wrote about it, to be changed where it is read. */
export function About({ asset }: { asset: WholeAsset }) {
  const mayWrite = useMay('creative:write');
  const { data: folders = [] } = useFolders();
  const { data: tags = [] } = useTags();
  const edit = useEdit(asset);
  const { name, type, description, folder_id, tags: own } = asset;
  const form = useWritten({ name, type, description, folder_id, tags: own }, `about asset ${asset.id}`);
  const { said, change } = form;
  const errors = edit.error ? byField(asProblem(edit.error)) : {};
  if (!mayWrite) {
    return (
      <Panel title="About it">
        <Facts
          facts={[
            ['Kind', TYPES[type]],
            ['Description', description],
            ['Folder', folders.find(({ id }) => id === folder_id)?.path ?? 'None'],
            ['Tags', own.join(', ') || 'None'],
          ]}
        />
      </Panel>
    );
  }
  const kinds = kindsOf(asset.file.media_type);
  const save = () => {
    const sent = form.changes;
    edit.mutate(sent, {
      onSuccess: () => {
        form.settle(sent);
        showDone('Saved.');
      },
    });
  };
  const shown = (field: string, value: unknown) => {
    if (field === 'type') return TYPES[value as AssetType];
    if (field === 'folder_id') return folders.find(({ id }) => id === value)?.path ?? 'None';
    return told(value);
  };
  return (
    <Panel title="About it">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Stack gap="sm">
          <TextInput
            label="Name"
            required
            maxLength={200}
            value={said.name}
            error={errors.name}
            onChange={({ currentTarget }) => change({ name: currentTarget.value })}
          />
          <NativeSelect
            label="Kind"
            data={[...new Set([type, ...kinds])].map((value) => ({ value, label: TYPES[value] }))}
            value={said.type}
            error={errors.file ?? errors.type}
            onChange={({ currentTarget }) => change({ type: currentTarget.value as AssetType })}
          />
          <NativeSelect
            label="Folder"
            data={placesFor(folders)}
            value={said.folder_id}
            error={errors.folder_id}
            onChange={({ currentTarget }) => change({ folder_id: currentTarget.value })}
          />
          <TagsInput
            label="Tags"
            placeholder={said.tags.length === 0 ? 'Add some, each ended by Enter' : undefined}
            data={tags.map(({ tag }) => tag)}
            maxTags={30}
            value={said.tags}
            error={errors.tags}
            onChange={(now) => change({ tags: [...new Set(now.map((tag) => tag.trim().toLowerCase()))].sort() })}
          />
          <Textarea
            label="Description"
            autosize
            minRows={2}
            maxLength={2_000}
            value={said.description}
            error={errors.description}
            onChange={({ currentTarget }) => change({ description: currentTarget.value })}
          />
          <SaveBar
            form={form}
            words={{ labels: LABELS, shown }}
            error={Object.keys(errors).some((field) => field in said) ? null : edit.error}
            isSaving={edit.isPending}
            changedAt={asset.updated_at}
            onSave={save}
          />
        </Stack>
      </form>
    </Panel>
  );
}
