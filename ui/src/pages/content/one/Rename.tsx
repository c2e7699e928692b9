import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { asProblem } from '@/api/problem';
import { useMutation } from '@/api/useMutation';
import { sentence } from '@/parts/states/problems';
import { saveDraft } from '../changes';
import type { WholeTemplate } from '../queries';
import type { Draft } from '../write/useDraft';

interface Props {
  template: WholeTemplate;
  draft: Draft;
  onClose: () => void;
  onDone: () => void;
}

export function Rename({ template, draft, onClose, onDone }: Props) {
  const [name, setName] = useState(template.name);
  const queries = useQueryClient();
  const rename = useMutation({
    mutationFn: async () => saveDraft(template.id, { name: name.trim() }, await draft.save()),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['templates'] });
      onDone();
    },
    meta: { isShown: true },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rename.mutate();
  };
  return (
    <Modal opened onClose={onClose} title="Rename the template">
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label="Name"
            required
            maxLength={120}
            data-autofocus
            value={name}
            error={rename.error && sentence(asProblem(rename.error).message)}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={rename.isPending} disabled={!name.trim()}>
              Rename
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
