import { ActionIcon, Button, Checkbox, Group, Modal, Stack, TextInput, Tooltip } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import { IconBookmarkPlus, IconUsers, IconX } from '@tabler/icons-react';
import { asProblem, byField } from '@/api/problem';
import type { SavedView } from '@/api/types';
import { useMe } from '@/app/me';
import { showProblem } from '@/parts/states/problems';
import { type Filters, filtersOfView, isFiltered, isSame, viewOf } from './filters';
import { useRemoveView, useSaveView, useViews } from './queries';

interface Props {
  filters: Filters;
  onChange: (filters: Filters) => void;
}

/** Lists that somebody wants to see again, their own and the tenant's. */
export function Views({ filters, onChange }: Props) {
  const me = useMe();
  const { data: views = [] } = useViews();
  const remove = useRemoveView();
  const [isSaving, { open, close }] = useDisclosure();
  const current = views.find((view) => isSame(filtersOfView(view), filters));
  const isNew = isFiltered(filters) && !current;
  if (views.length === 0 && !isNew) return null;
  return (
    <Group gap={6} mb="sm" role="group" aria-label="Saved views">
      <Choice title="All campaigns" isChosen={isSame(filters, {})} onChoose={() => onChange({})} />
      {views.map((view) => (
        <Group key={view.id} gap={0} wrap="nowrap">
          <Choice
            title={view.name}
            isShared={view.is_shared}
            isChosen={view === current}
            onChoose={() => onChange(filtersOfView(view))}
          />
          {view === current && view.owner_id === me.user_id && (
            <Tooltip label="Forget this view">
              <ActionIcon
                variant="subtle"
                color="gray"
                size="sm"
                aria-label={`Forget ${view.name}`}
                loading={remove.isPending}
                onClick={() => remove.mutate(view.id)}
              >
                <IconX size={14} aria-hidden />
              </ActionIcon>
            </Tooltip>
          )}
        </Group>
      ))}
      {isNew && (
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconBookmarkPlus size={16} aria-hidden />}
          onClick={open}
        >
          Save this view
        </Button>
      )}
      <Modal opened={isSaving} onClose={close} title="Save this view">
        <SaveView filters={filters} onSaved={close} />
      </Modal>
    </Group>
  );
}

interface ChoiceProps {
  title: string;
  isChosen: boolean;
  isShared?: boolean;
  onChoose: () => void;
}

function Choice({ title, isChosen, isShared = false, onChoose }: ChoiceProps) {
  return (
    <Button
      size="compact-sm"
      radius="xl"
      variant={isChosen ? 'filled' : 'default'}
      aria-pressed={isChosen}
      rightSection={isShared ? <IconUsers size={14} aria-label="shared" /> : null}
      onClick={onChoose}
    >
      {title}
    </Button>
  );
}

function SaveView({ filters, onSaved }: { filters: Filters; onSaved: () => void }) {
  const save = useSaveView();
  const form = useForm<Pick<SavedView, 'name' | 'is_shared'>>({ initialValues: { name: '', is_shared: false } });
  const submit = form.onSubmit((values) =>
    save.mutate(
      { ...values, ...viewOf(filters) },
      {
        onSuccess: onSaved,
        onError: (error) => {
          const said = byField(asProblem(error));
          if (said.name) form.setErrors(said);
          else showProblem(error);
        },
      },
    ),
  );
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput label="Name" required maxLength={100} data-autofocus {...form.getInputProps('name')} />
        <Checkbox
          label="Show it to everybody of the tenant"
          {...form.getInputProps('is_shared', { type: 'checkbox' })}
        />
        <Button type="submit" loading={save.isPending}>
          Save
        </Button>
      </Stack>
    </form>
  );
}
